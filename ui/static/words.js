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
    further: "接着问", f_who: "这项由哪个部门负责？", f_other: "关于“{title}”有什么规定？",
    stopped: "已停止。", lost: "连接中断，回答没有完成。请检查网络后重新提问。", failed: "没有得到回答（{detail}），请稍后再试。",
    incomplete: "回答不完整", closed: "服务暂时无法回答问题，管理员可在服务日志中查看原因。",
    t_question: "这段文字无法处理：可能为空、过长或含有无法显示的字符。", t_rate: "提问太频繁，请 {n} 秒后再试。", t_busy: "现在提问的人很多，请 {n} 秒后再试。",
    t_large: "内容太大，请缩短后再试。", t_gone: "这份文件已不在收录范围内。", pages: "页面",
    starting: "服务正在启动，请稍候…", none: "还没有收录任何文件。请管理员放入文件并运行 policyqa index，收录后本页自动更新。",
    original: "政策原文", close: "关闭", loading: "正在打开原文…", quoted: "引用原文 · {where}",
    contents: "目录", find: "在本文件中查找", found: "{n} 处", notfound: "没有找到", previous: "上一处", next: "下一处",
    departments: "责任部门", department: "部门", lead_role: "牵头", responsible_role: "按职责分工", measures: "措施",
    report: "解析报告", characters: "字符数", unassigned: "未归类字符", format: "格式", warnings: "提示", nowarnings: "没有提示。",
    choose: "选择文件", issuer: "发文机关", number: "文号", published: "发文日期", effective: "施行日期", expires: "有效期至", basis: "依据",
    question_from: "问题", sources: "出处", skip: "跳到提问框", count: "{n} 项措施",
    business: "惠企", b_title: "哪些措施与我有关", b_lead: "都不是必填项。系统只对照文件写明的条件，文件没有规定的金额和门槛不会出现。", b_description: "用一段话介绍您的情况", b_example: "例如：在长沙开智慧零售门店，员工30人，想申请资金支持",
    b_sector: "行业", b_place: "所在地", b_size: "规模", b_activities: "主要业务", b_result: "对照结果", b_filtered: "没有符合筛选条件的措施。", export: "导出", b_needs: "想要的支持", b_send: "对照政策", b_again: "更新", b_none: "没有找到与您的情况有关的措施。", b_found: "{n} 项措施", b_ask: "补充后结果更准确",
    need_0: "资金", need_1: "税费", need_2: "金融", need_3: "用地", need_4: "培训", need_5: "许可便利", need_6: "试点示范", need_7: "平台设施", need_8: "监管要求", need_talent: "人才",
    kind_0: "对象", kind_1: "地点", kind_2: "门槛", kind_3: "事项", kind_4: "除外情形", kind_5: "义务", kind_6: "监管", kind_7: "标准", kind_8: "金额或标准", answer_yes: "是", answer_no: "否",
    force: "力度", instrument: "方式", all: "全部", commitment: "明确承诺", direction: "鼓励引导", duty: "应尽义务", met: "满足", unmet: "不满足", missing: "需补充", not_set: "文件未规定",
    quote: "看原文", export_markdown: "导出 Markdown", export_csv: "导出 CSV", export_html: "导出打印页", contacts: "可咨询", pair: "{name}：{value}", in_role: "{names}（{role}）",
    fb_ask: "这个回答有帮助吗？", fb_up: "有帮助", fb_down: "没有帮助", fb_why_up: "好在哪里？", fb_why_down: "问题在哪里？",
    r_correct: "内容正确", r_clear: "清楚易懂", r_source_helped: "出处有用", r_wrong: "内容不对", r_incomplete: "不完整", r_wrong_source: "出处不对",
    r_not_in_document: "文件没有这样规定", r_should_answer: "文件其实有规定", r_unclear: "看不懂",
    fb_comment: "补充说明（可不填）", fb_personal: "请不要填写姓名、电话等个人信息。", fb_question: "同时提交我的问题", fb_questions: "同时提交我的问题和前面的提问",
    fb_kept: "只记录评价、回答的状态和引用的条款，日期只到天；不记录您的身份、地址和提问，除非您勾选上面一项。",
    fb_send: "提交评价", fb_cancel: "取消", fb_thanks: "谢谢，评价已记录。", fb_undo: "撤回", fb_undone: "评价已撤回。", fb_failed: "评价没有记录下来（{detail}），请稍后再试。", fb_pick: "请选择一个原因。",
    fb_changed: "这份文件在回答之后已更新，请重新提问后再评价。", fb_private: "答自您的私人文件：不收集评价，不保留内容。",
    p_upload: "上传私人文件", p_hint: "txt、md、html、pdf、docx，最大 {mb} MB。", p_title: "私人文件", p_reading: "正在阅读“{name}”，请稍候…",
    p_banner: "仅在本浏览器标签页中可用：不进入公共文件库，不写入磁盘。{n} 分钟内无人提问即消失。", p_ask: "提问这份文件", p_remove: "移除这份文件",
    p_removed: "私人文件和关于它的对话已移除。", p_gone: "私人文件已到期消失。需要时请重新上传。", p_asking: "正在提问私人文件", p_back: "改问全部文件", p_held: "您有一份私人文件", p_again: "改问这份文件",
    p_unsupported: "不支持这种文件格式。请另存为 txt、md、html、pdf 或 docx。", p_damaged: "这个文件打不开：可能已损坏、加密或没有文字。", p_scanned: "这个文件只有扫描图像，没有文字。请先做文字识别。",
    p_too_large: "文件太大：最大 {mb} MB、{chars} 字、{measures} 项措施。", p_too_slow: "文件太长，没能在限定时间内读完。请拆分后再上传。", p_full: "现在打开的私人文件太多，请过几分钟再试。", p_off: "这里没有开放上传私人文件。",
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
    further: "Ask next", f_who: "Which department is responsible for this?", f_other: "What does it say about \"{title}\"?",
    stopped: "Stopped.", lost: "The connection was lost before the answer was complete. Check the network and ask again.", failed: "No answer came ({detail}). Please try again later.",
    incomplete: "Incomplete answer", closed: "The service cannot answer at the moment; its log tells the operator why.",
    t_question: "This text cannot be used: it is empty, too long, or holds characters that cannot be shown.", t_rate: "Too many questions. Please try again in {n} s.", t_busy: "Many people are asking just now. Please try again in {n} s.",
    t_large: "This is too large. Please send less.", t_gone: "This document is no longer held here.", pages: "Pages",
    starting: "The service is starting, one moment…", none: "No document has been indexed yet. Once the operator has added some (policyqa index), this page goes on by itself.",
    original: "Policy text", close: "Close", loading: "Opening the text…", quoted: "Quoted words · {where}",
    contents: "Contents", find: "Find in text", found: "{n} found", notfound: "Nothing found", previous: "Previous", next: "Next",
    departments: "Departments", department: "Department", lead_role: "lead", responsible_role: "responsible", measures: "Measures",
    report: "How it was read", characters: "Characters", unassigned: "Unassigned characters", format: "Format", warnings: "Warnings", nowarnings: "No warnings.",
    choose: "Choose a document", issuer: "Issuer", number: "Document number", published: "Published", effective: "In force from", expires: "Valid until", basis: "Based on",
    question_from: "Question", sources: "Sources", skip: "Skip to the question", count: "{n} measures",
    business: "Business", b_title: "Which measures concern me", b_lead: "Nothing is mandatory. Only conditions that the text sets are compared; amounts and thresholds that it does not set never appear.", b_description: "Describe your business in a few words", b_example: "For example: smart retail shops in Changsha, 30 staff, looking for funding",
    b_sector: "Sector", b_place: "Place", b_size: "Size", b_activities: "Activities", b_result: "Result", b_filtered: "No measure passes these filters.", export: "Export", b_needs: "Support sought", b_send: "Compare with the policies", b_again: "Update", b_none: "No measure was found that concerns you.", b_found: "{n} measures", b_ask: "These answers make the result more exact",
    need_0: "Funding", need_1: "Taxes and fees", need_2: "Finance", need_3: "Land", need_4: "Training", need_5: "Easier licences", need_6: "Pilots", need_7: "Infrastructure", need_8: "Supervision", need_talent: "Talent",
    kind_0: "Who", kind_1: "Where", kind_2: "Threshold", kind_3: "What", kind_4: "Excluded", kind_5: "Duty", kind_6: "Supervision", kind_7: "What is given", kind_8: "Amount or rate", answer_yes: "Yes", answer_no: "No",
    force: "Force", instrument: "Instrument", all: "All", commitment: "commitment", direction: "encouragement", duty: "duty", met: "met", unmet: "not met", missing: "to be answered", not_set: "not set by the text",
    quote: "Show the text", export_markdown: "Export Markdown", export_csv: "Export CSV", export_html: "Export for print", contacts: "Whom to ask", pair: "{name}: {value}", in_role: "{names} ({role})",
    fb_ask: "Did this answer help?", fb_up: "It helped", fb_down: "It did not help", fb_why_up: "What was good?", fb_why_down: "What was wrong?",
    r_correct: "It is correct", r_clear: "It is clear", r_source_helped: "The source helped", r_wrong: "It is wrong", r_incomplete: "It is incomplete", r_wrong_source: "The source is wrong",
    r_not_in_document: "The document does not say so", r_should_answer: "The document does say it", r_unclear: "It is hard to understand",
    fb_comment: "More about it (optional)", fb_personal: "Please write no names, telephone numbers or other personal data.", fb_question: "Include my question", fb_questions: "Include my question and those before it",
    fb_kept: "Kept are the verdict, the status of the answer and the measures it cites, with the day; not who or where you are, nor your question unless you tick it above.",
    fb_send: "Send", fb_cancel: "Cancel", fb_thanks: "Thank you, it has been noted.", fb_undo: "Take it back", fb_undone: "It has been taken back.", fb_failed: "It could not be noted ({detail}). Please try again later.", fb_pick: "Please choose a reason.",
    fb_changed: "The document has changed since this answer. Please ask again and rate the new answer.", fb_private: "From your private document: no feedback is taken, nothing of it is kept.",
    p_upload: "Upload a private document", p_hint: "txt, md, html, pdf or docx, at most {mb} MB.", p_title: "Private document", p_reading: "Reading \"{name}\", one moment…",
    p_banner: "Private, only in this browser tab: in no shared index, never on disk. Gone after {n} minutes without a question.", p_ask: "Ask this document", p_remove: "Remove it",
    p_removed: "The private document and the conversation about it have been removed.", p_gone: "The private document has had its time and is gone. Upload it again if you need it.", p_asking: "Asking the private document", p_back: "Ask all documents", p_held: "You have a private document", p_again: "Ask this one",
    p_unsupported: "This kind of file is not read. Please save it as txt, md, html, pdf or docx.", p_damaged: "This file cannot be opened: it may be damaged, encrypted or without text.", p_scanned: "This file holds only scanned pictures, no text. Please run text recognition first.",
    p_too_large: "The file is too large: at most {mb} MB, {chars} characters and {measures} measures.", p_too_slow: "The file is too long to be read in the time there is. Please split it.", p_full: "Too many private documents are open just now. Please try again in some minutes.", p_off: "Private documents cannot be uploaded here.",
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
  const here = document.querySelector(".pq-nav [aria-current]")?.dataset.say;
  if (here) document.title = `${say(here)} · ${say("product")}`;
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
