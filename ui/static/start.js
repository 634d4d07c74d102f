// Starts the script of the page that is open.

import { drawn } from "./dom.js";

const pages = ["ask", "business", "documents"];
const page = await Promise.race(pages.map((name) => drawn(`pq-${name}`).then(() => name)));
await import(`./${page}.js`);
