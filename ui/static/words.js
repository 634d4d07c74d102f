// Words of the interface in Chinese and English, and the choice between them.

const WORDS = {
  zh: {
    product: "政策问答", ask: "问答", documents: "文件", language: "English",
    welcome: "问政策，看原文", lead: "用任何语言提问。每句回答都附原文出处，点击编号即可看到政策原文中的原话；文件没有规定的，会如实说明。",
    placeholder: "请输入您的问题…", send: "提问", stop: "停止", clear: "清除对话",
    privacy: "对话只保存在本浏览器标签页中。", examples: "可以这样问",
    audience_citizen: "群众", audience_business: "企业", audience_clerk: "工作人员",
    ex_what: "关于“{title}”，文件有哪些规定？", ex_support: "“{title}”对企业有什么支持？",
    ex_who: "“{title}”由哪个部门负责？", ex_number: "{title}的文号是什么？什么时候发布的？",
    ex_list: "哪些措施由{department}负责？",
    searching: "正在查找原文…", checking: "正在核对…", source: "查看出处 {n}", you: "您的问题", answer: "回答",
    partial: "部分回答", no_evidence: "文件没有规定", refused: "不予回答",
    copy: "复制（含出处）", copied: "已复制", share: "复制链接", shared: "链接已复制", retry: "重新提问",
    further: "接着问", f_who: "这项由哪个部门负责？", f_full: "{label}的全文是什么？", f_other: "关于“{title}”有什么规定？",
    stopped: "已停止。", lost: "连接中断，回答没有完成。请检查网络后重新提问。", failed: "没有得到回答：{detail}",
    starting: "服务正在启动，请稍候…", none: "还没有收录任何文件。请管理员运行 policyqa index。",
    original: "政策原文", close: "关闭", loading: "正在打开原文…", quoted: "引用原文 · {where}",
    contents: "目录", find: "在本文件中查找", found: "{n} 处", notfound: "没有找到", previous: "上一处", next: "下一处",
    departments: "责任部门", department: "部门", lead_role: "牵头", responsible_role: "按职责分工", measures: "措施",
    report: "解析报告", characters: "字符数", unassigned: "未归类字符", format: "格式", warnings: "提示", nowarnings: "没有提示。",
    choose: "选择文件", issuer: "发文机关", number: "文号", published: "成文日期", effective: "施行日期", expires: "有效期至", basis: "依据",
    question_from: "问题", sources: "出处", skip: "跳到提问框", count: "{n} 项措施",
    business: "惠企", b_title: "哪些措施与我有关", b_lead: "都不是必填项。系统只对照文件写明的条件，文件没有规定的金额和门槛不会出现。", b_description: "用一段话介绍您的情况", b_example: "例如：在长沙开智慧零售门店，员工30人，想申请资金支持",
    b_sector: "行业", b_place: "所在地", b_size: "规模", b_needs: "想要的支持", b_send: "对照政策", b_again: "更新", b_none: "没有找到与您的情况有关的措施。", b_found: "{n} 项措施", b_ask: "补充后结果更准确",
    need_0: "资金", need_1: "税费", need_2: "金融", need_3: "用地", need_4: "培训", need_5: "许可便利", need_6: "试点示范", need_7: "平台设施", need_8: "监管要求",
    force: "力度", instrument: "方式", all: "全部", commitment: "明确承诺", direction: "鼓励引导", duty: "应尽义务", met: "满足", unmet: "不满足", missing: "需补充", not_set: "未设条件", amount_not_set: "金额或标准：文件未规定",
    quote: "看原文", export_markdown: "导出 Markdown", export_csv: "导出 CSV", export_html: "导出打印页", contacts: "可咨询",
  },
  en: {
    product: "Policy Q&A", ask: "Ask", documents: "Documents", language: "中文",
    welcome: "Ask the policy, see its words",
    lead: "Ask in any language. Every statement carries its source: press a number to see the exact words in the policy text. What the documents do not say, the answer says so.",
    placeholder: "Ask in your own words…", send: "Ask", stop: "Stop", clear: "Clear conversation",
    privacy: "Kept in this browser tab only.", examples: "You could ask",
    audience_citizen: "Citizens", audience_business: "Businesses", audience_clerk: "Officials",
    ex_what: "What does the document provide on \"{title}\"?", ex_support: "What support is there for businesses under \"{title}\"?",
    ex_who: "Which department is responsible for \"{title}\"?", ex_number: "What is the document number of {title}, and when was it published?",
    ex_list: "Which measures is {department} responsible for?",
    searching: "Looking for the words…", checking: "Checking…", source: "Show source {n}", you: "Your question", answer: "Answer",
    partial: "Answered in part", no_evidence: "The documents do not say", refused: "Not answered",
    copy: "Copy with sources", copied: "Copied", share: "Copy link", shared: "Link copied", retry: "Ask again",
    further: "Ask next", f_who: "Which department is responsible for this?", f_full: "What is the full text of {label}?", f_other: "What does it say about \"{title}\"?",
    stopped: "Stopped.", lost: "The connection was lost before the answer was complete. Check the network and ask again.", failed: "No answer: {detail}",
    starting: "The service is starting, one moment…", none: "No document has been indexed yet. The operator can run: policyqa index",
    original: "Policy text", close: "Close", loading: "Opening the text…", quoted: "Quoted words · {where}",
    contents: "Contents", find: "Find in text", found: "{n} found", notfound: "Nothing found", previous: "Previous", next: "Next",
    departments: "Departments", department: "Department", lead_role: "lead", responsible_role: "responsible", measures: "Measures",
    report: "How it was read", characters: "Characters", unassigned: "Unassigned characters", format: "Format", warnings: "Warnings", nowarnings: "No warnings.",
    choose: "Choose a document", issuer: "Issuer", number: "Document number", published: "Published", effective: "In force from", expires: "Valid until", basis: "Based on",
    question_from: "Question", sources: "Sources", skip: "Skip to the question", count: "{n} measures",
    business: "Business", b_title: "Which measures concern me", b_lead: "Nothing is mandatory. Only conditions that the text sets are compared; amounts and thresholds that it does not set never appear.", b_description: "Describe your business in a few words", b_example: "For example: smart retail shops in Changsha, 30 staff, looking for funding",
    b_sector: "Sector", b_place: "Place", b_size: "Size", b_needs: "Support sought", b_send: "Compare with the policies", b_again: "Update", b_none: "No measure was found that concerns you.", b_found: "{n} measures", b_ask: "These answers make the result more exact",
    need_0: "Funding", need_1: "Taxes and fees", need_2: "Finance", need_3: "Land", need_4: "Training", need_5: "Easier licences", need_6: "Pilots", need_7: "Infrastructure", need_8: "Supervision",
    force: "Force", instrument: "Instrument", all: "All", commitment: "commitment", direction: "encouragement", duty: "duty", met: "met", unmet: "not met", missing: "to be answered", not_set: "no condition set", amount_not_set: "Amount or rate: not set by the text",
    quote: "Show the text", export_markdown: "Export Markdown", export_csv: "Export CSV", export_html: "Export for print", contacts: "Whom to ask",
  },
};

const KEY = "policyqa.language";

function remembered() {
  try { return localStorage.getItem(KEY); } catch { return null; }
}

let current = remembered() || (navigator.language.toLowerCase().startsWith("zh") ? "zh" : "en");

export const language = () => current;

/** The language itself where there are words in it, else that of the page. */
export const spoken = (tongue) => (tongue in WORDS ? tongue : current);

/** The words for a key, with {places} filled. */
export function say(key, places = {}, tongue = current) {
  return WORDS[tongue][key].replace(/\{(\w+)\}/g, (whole, name) => places[name] ?? whole);
}

/** Names one after another, as the language of the page writes it. */
export const enumerated = (names) => names.join(current === "zh" ? "、" : ", ");

/** Put the words of the current language into every element that names a key. */
export function translate(root = document) {
  document.documentElement.lang = current === "zh" ? "zh-CN" : "en";
  for (const node of root.querySelectorAll("[data-say]")) node.textContent = say(node.dataset.say);
  for (const node of root.querySelectorAll("[data-say-label]")) node.setAttribute("aria-label", say(node.dataset.sayLabel));
  for (const node of root.querySelectorAll("[data-say-placeholder]")) node.placeholder = say(node.dataset.sayPlaceholder);
}

/** Make the language button work; `changed` is called after each switch. */
export function languageButton(button, changed) {
  button.addEventListener("click", () => {
    current = current === "zh" ? "en" : "zh";
    try { localStorage.setItem(KEY, current); } catch { /* private window: the choice lasts for this page */ }
    translate();
    changed();
  });
}
