// A page with every book of an output folder: node examples/site/build.mjs OUT > OUT/books.html
import { downloads, feedLinks, readBooks, style } from "./downloads.mjs";

const books = readBooks(process.argv[2] ?? "out", process.argv[3] ?? ".");
const escape = (text) => text.replace(/[&<>]/g, (c) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;" })[c]);
const section = (book) => `<article>
<h2>${escape(book.title)}</h2>
<p>${escape(book.description ?? book.subtitle ?? "")}</p>
${downloads(books, book.category, book.id, book.kind)}
<p class="pages">${book.pictures
  .map((p) => `<img src="${books.href(p.path)}" width="160" height="${Math.round((p.height * 160) / p.width)}" alt="">`)
  .join(" ")}</p>
</article>`;

process.stdout.write(`<!DOCTYPE html>
<html lang="${books.site.language ?? "en"}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escape(books.site.title ?? "Books")}</title>
${feedLinks(books, books.site.title ?? "Books")}
<style>body { font: 1.1rem/1.5 Georgia, serif; max-width: 44rem; margin: 2rem auto; padding: 0 1rem; }
.pages img { border: 1px solid #d8d4cc; }${style}</style>
</head>
<body>
<h1>${escape(books.site.title ?? "Books")}</h1>
${books.books.map(section).join("\n")}
</body>
</html>
`);
