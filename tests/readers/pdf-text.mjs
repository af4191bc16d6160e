// The text of a PDF as pdf.js gives it to the search of a browser: `node pdf-text.mjs NODE_MODULES FILE.pdf`. Items that end a
// line are followed by a line end, as there.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const [modules, file] = process.argv.slice(2);
const { getDocument } = await import(pathToFileURL(join(modules, 'pdfjs-dist/legacy/build/pdf.mjs')).href);
const pdf = await getDocument({ data: new Uint8Array(readFileSync(file)), verbosity: 0 }).promise;
for (let number = 1; number <= pdf.numPages; number += 1) {
    const { items } = await (await pdf.getPage(number)).getTextContent();
    console.log(items.map((item) => item.str + (item.hasEOL ? '\n' : '')).join(''));
}
