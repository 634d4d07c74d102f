"""Marks: the words by which official Chinese shows what a sentence gives, demands, excludes, or merely announces."""

from __future__ import annotations

import re

LABEL = re.compile(
    r"^(?:第[一二三四五六七八九十百零〇\d]+[条章]|[（(]?[一二三四五六七八九十\d]+[)）]|[一二三四五六七八九十]+、|\d+[.．、])[\s　]*"
)
"""The number that opens a unit."""
STOPS = "，,；;：:"
"""Where a sentence falls into chunks."""
GIVE = (
    r"给予|先征后退|予以(?!退回|处|注销|撤销|取消|公示|公布|警告|通报|公开)|奖励|补贴(?=\d|资金|$)|补助(?=\d|$)|发放|返还|贴息|减征|免征|免收|免缴|免于|缓缴|减按|退还|退付|退税|扣减|扣除(?![^，,]{0,6}(?:部分|期限|额))|抵减|减免|抵扣|享受(?!本|的)|可以?(?:按[^，,]{0,14})?(?:申请|领取|享受|获得)|可不|允许|准予|每[人户家月年个](?:每[月年])?(?=\d)|纳入|优先|提供|拨付|核拨|"
    r"由[^，,]{1,8}改为|(?:补贴|补助|奖励|定额|资助)标准为|设立(?=规模|[^，,]{0,12}(?:资金|基金))|直接(?:认定|赋予)|可认定|补足差额|提高到|实行“一事一议”|参照(?:本[^，,]{1,4})?执行|通报表扬|支持(?!力度|政策)|鼓励|引导(?!资金)|推动|推广|探索"
)
"""Verbs that give."""
GRANT = re.compile(
    rf"(?:分别|一次性|每[人家户间件名次块个][^，,]{{0,6}}?|另|再|由[^，,]{{2,14}}?|按照?[^，,]{{1,40}}?)?(?:{GIVE})|按照?[^，,]{{1,20}}?(?:标准|比例|的\d)"
)
"""A grant, with the adverbs before its verb."""
NO_GRANT = re.compile(
    r"(?:获得|享受|已享受|申请|取得|骗取|发放)[^，,]{0,14}(?:的|时)$|^(?:本|上述|各项|该)|^为(?![^，,]*(?:提供|给予))[^，,]{2,30}$|^根据|不再要求|提供(?:的|虚假|[^，,]{0,8}(?:材料|资料|证明))|[不未](?:再)?(?:纳入|给予|予以|提供|享受|发放|补贴|奖励|允许)|(?:应当?|必须|须)[^，,]{0,30}提供|的原则$|纳入[^，,]{0,6}的[^，,]{0,12}(?:企业|单位|机构)$"
)
"""What only looks like a grant."""
MILD = ("支持", "鼓励", "引导", "推动", "推广", "探索")
"""Verbs that give direction only."""
SOFT_GRANT = ("支持", "鼓励", "引导", "推动", "推广", "探索", "优先", "纳入", "提供")
"""Verbs that may give direction only."""
SCENE = re.compile(
    r"(?:为|根据|按照|依据|贯彻|进一步|优化|加快|推进|深化|完善|加强|健全|建立|其中|同时|此外|享受[^，]{0,12}政策|每年安排|安排|每[户人年次个])|在[^，]{1,10}上$|[^，]{0,8}补贴$"
)
"""Openings that set the scene: aim, basis, budget."""
DEMAND = re.compile(r"(?<![对适响供反感回相])应当?(?![用急对收届聘征付税运变邀景力诉缴])|必须|须(?!知)|不得|严禁|禁止|不能|不可")
"""Duties."""
CALCULATION = re.compile(r"换算|公式|=|为限|核定减免|结转|限额标准|定额标准")
"""Sentences that say how something is computed."""
WATCHED = re.compile(
    r"规范经营行为|行为(?:的)?监管|监管执法|督促(?:企业|相关平台|平台)|提出(?:书面)?(?:申报|申请)|提交(?:下列|相关)?材料|主管税务机关备案"
)
"""Supervision of conduct, and how one applies."""
RULE = re.compile(r"集中申报|逾期不予受理|就高不重复|不得重复|不重复享受|不能重复|总额不超过|只能享受一次|须?遵守国家法律")
"""Rules for all who receive something."""
CAPS = re.compile(r"就高不重复|不得重复|不重复享受|不能重复|总额不超过|只能享受一次")
"""Limits of what one may receive."""
CONDUCT = re.compile(r"经营行为|督促(?:企业|相关平台|平台)|监管执法|行为(?:的)?监管")
"""Supervision of conduct."""
EXCLUDE = re.compile(
    r"不予(?:扶持|贴息|补贴|受理|支持|奖励|认定|办理)|不再?予以|不再给予|不纳入|不适用|不享受|不再享受|不得享受|不得再(?:按|享受|申请)|不得申报|取消|终止合作|追回|退回|责令整改"
)
"""Loss of a benefit."""
SCOPE = re.compile(
    r"^享受[^。]{2,50}?的(?:纳税人|企业|单位|对象|人员)[，,]?(?:必须|应当|须|应)|适用于|适用本|适用对象|只适用|不适用|^本(?:办法|通知|意见|规定|细则|条例|条)所(?:称|指)|有权申请|^[^，,]{2,14}是指|其中[，,].{2,14}是指"
)
"""Whom a document is for, and definitions."""
SUBJECT_OFFICE = re.compile(
    r"^(?:[^，,。；]{0,40}?(?:部门|人民政府|街道办事处|指导单位|相关单位|有关单位|残联|居民委员会|村民委员会)(?:[和及与、][^，,。；应]{2,20})?(?:(?:在|依法|按照?|结合|综合|会同)[^，,。；]{0,20})?(?:应当?(?![用急])|负责|协助|可以?根据)|[^，,。]{0,14}?(?:部门|民政局|财政局|科技局|人民政府|街道办事处|税务局|委员会|机关|领导小组|服务机构(?:核实|收到)|清算|结果|资金由|财政[^，,]{0,4}每年|采购人)|各区|各地|各县|省、自治区|市财政|县财政|政府性|(?:本|上述)[^，,]{0,12}(?:自|由|执行期限|资金))"
)
"""Sentences whose subject is a public body."""
PUBLIC = re.compile(r"(?:支持|对|鼓励|给予)[^，,。]{0,10}?(?:市州|各地|县市区|地方政府|各省|市县|试点城市|城市建设|地区)(?!企业)")
"""Benefits for public bodies, not for those who live or trade there."""
BENEFICIARY = re.compile(
    r"企业|公司|个体|单位|机构|人员|个人|青年|毕业生|申请|申报|经营者|旅行社|导游|见习|老年人|纳税人|平台|基地|载体|项目|从业|职工|员工"
)
"""Those who may be given something."""
ENDS_OPEN = re.compile(r"(?:的|时|者|前提下|基础上|情况下|条件下)$")
"""Ends of a chunk that leave a condition open."""
IF = re.compile(r"^(?:如果|若|如|凡|对于?|经|在|符合|属于|仅|首次|新|被)")
"""Openings of a condition."""
