// Starts the script of the page that is open.

import { drawn } from "./dom.js";

const page = await Promise.race([drawn("pq-ask").then(() => "./ask.js"), drawn("pq-documents").then(() => "./documents.js")]);
await import(page);
