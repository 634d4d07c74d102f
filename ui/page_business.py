"""The page 惠企 / For business: what a business says of itself, and the measures that concern it, condition by condition."""

from __future__ import annotations

from ui.page_frame import head, side_pane

ADDRESS = "business"
"""Path of the page below the service's root."""

NEEDS = ("资金", "税费", "金融", "用地", "培训", "许可便利", "试点示范", "平台设施")
"""What may be sought, by the names that the matrix uses."""

_NEEDS = "".join(
    f'<label><input type="checkbox" name="needs" value="{need}"><span data-say="need_{at}"></span></label>' for at, need in enumerate(NEEDS)
)

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
      <div class="pq-fields">
        <label><span data-say="b_sector"></span><input name="sector" maxlength="100"></label>
        <label><span data-say="b_place"></span><input name="place" maxlength="100"></label>
        <label><span data-say="b_size"></span><input name="size" maxlength="100"></label>
      </div>
      <fieldset><legend data-say="b_needs"></legend><div class="pq-needs">{_NEEDS}</div></fieldset>
      <div><button type="submit" class="pq-send" data-say="b_send"></button></div>
    </form>
    <section class="pq-matrix" aria-live="polite"></section>
  </div>
  {side_pane()}
</div>
</div>
"""
