// Questions that a person may ask next, made from the titles and departments of the documents that are there.

import { loadDocument } from "./reader.js";
import { say, spoken } from "./words.js";

const spread = (items, count) => Array.from({ length: Math.min(count, items.length) }, (_, at) => items[Math.floor((at * items.length) / count)]);

/** A title that stands in quotation marks: its own become single ones. */
const inner = (title) => title.replace(/“/g, "‘").replace(/”/g, "’");

/** Example questions by audience: `{citizen: [...], business: [...], clerk: [...]}`. */
export function examples(documents, parsed) {
  const titled = parsed.measures.filter((measure) => measure.title && measure.title.length <= 24);
  const [first, second, third, fourth] = spread(titled, 4);
  const department = titled.flatMap((measure) => measure.departments).find((one) => one.role === "lead") || titled.flatMap((measure) => measure.departments)[0];
  const ask = (key, measure) => (measure ? [say(key, { title: inner(measure.title) })] : []);
  return {
    citizen: [...ask("ex_what", first), ...ask("ex_what", third)],
    business: [...ask("ex_support", second), ...ask("ex_support", fourth)],
    clerk: [
      ...(department ? [say("ex_list", { department: department.name })] : ask("ex_who", second)),
      say("ex_number", { title: documents[0].title.length > 40 ? `《${documents[0].title.slice(0, 40)}…》` : `《${documents[0].title}》` }),
    ],
  };
}

/** Up to three questions that lead on from an answer, in its language where the page knows it. */
export async function furtherQuestions(answer) {
  const cited = answer.citations.find((citation) => citation.measure !== null);
  const questions = [];
  const words = (key, places = {}) => say(key, places, spoken(answer.language));
  if (answer.status === "refused") return questions;
  if (cited && !answer.contacts.length) questions.push(words("f_who"));
  for (const other of answer.ranked) {
    if (questions.length >= 3 || other.measure === null) continue;
    if (answer.citations.some((citation) => citation.document === other.document && citation.measure === other.measure)) continue;
    const parsed = await loadDocument(other.document);
    const title = parsed.measures[other.measure - 1]?.title;
    if (title) questions.push(words("f_other", { title: inner(title) }));
  }
  return questions.slice(0, 3);
}
