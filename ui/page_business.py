"""The page 惠企 / For business: what a business says of itself, and the measures that concern it, condition by condition."""

from __future__ import annotations

from ui.page_frame import head, side_pane

ADDRESS = "business"
"""Path of the page below the service's root."""

NEEDS = {
    "资金": "need_0", "税费": "need_1", "金融": "need_2", "用地": "need_3", "培训": "need_4",
    "许可便利": "need_5", "试点示范": "need_6", "人才": "need_talent", "平台设施": "need_7",
}  # fmt: skip
"""What may be sought, by the names that the matrix uses, with the keys of their words."""

_NEEDS = "".join(
    f'<label><input type="checkbox" name="needs" value="{need}"><span data-say="{key}"></span></label>' for need, key in NEEDS.items()
)
FIELDS = ("sector", "place", "size", "activities")
_FIELDS = "".join(f'<label><span data-say="b_{name}"></span><input name="{name}" maxlength="200"></label>' for name in FIELDS)

HTML = f"""
<div class="pq" id="pq-business">
{head("business")}
<div class="pq-columns">
  <div class="pq-scroll">
    <form class="pq-profile">
      <h2 data-say="b_title"></h2>
      <p class="pq-quiet" data-say="b_lead"></p>
      <label><span data-say="b_description"></span>
        <textarea name="description" rows="3" maxlength="2000" data-say-placeholder="b_example"></textarea></label>
      <div class="pq-fields">{_FIELDS}</div>
      <fieldset><legend data-say="b_needs"></legend><div class="pq-needs">{_NEEDS}</div></fieldset>
      <div><button type="submit" class="pq-send" data-say="b_send"></button></div>
    </form>
    <section class="pq-matrix" data-say-label="b_result"></section>
  </div>
  {side_pane()}
</div>
</div>
"""
