// What a static site needs to show download buttons: reads manifest.json when the site is built and gives HTML back.
// No dependency; works in any generator that runs JavaScript. `build.mjs` beside it makes a whole page with it.
import { readFileSync } from "node:fs";

const LABELS = { epub: "EPUB", pdf: "PDF" };

const escape = (text) =>
  String(text).replace(/[&<>"]/g, (c) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" })[c]);

/** Reads OUT/manifest.json; `base` is where the site serves OUT. */
export function readBooks(out, base) {
  const manifest = JSON.parse(readFileSync(`${out}/manifest.json`, "utf8"));
  if (manifest.version !== 1) throw new Error(`manifest.json has version ${manifest.version}, not 1`);
  const href = (path) => `${base.replace(/\/$/, "")}/${path.split("/").map(encodeURIComponent).join("/")}`;
  const find = (category, id, kind = "post") =>
    manifest.books.find((book) => book.category === category && book.id === id && book.kind === kind);
  return { ...manifest, href, find };
}

/** 1,234,567 bytes as readers are told: "1.2 MB". */
export function size(bytes) {
  return bytes < 1e6 ? `${Math.max(1, Math.round(bytes / 1e3))} kB` : `${(bytes / 1e6).toFixed(1)} MB`;
}

/** The buttons of one book; nothing if there is no such book, so that a post without files builds, too. */
export function downloads(books, category, id, kind = "post") {
  const book = books.find(category, id, kind);
  if (!book) return "";
  const cover = book.thumbnail
    ? `<img src="${escape(books.href(book.thumbnail.path))}" width="${book.thumbnail.width / 2}" height="${book.thumbnail.height / 2}" alt="" loading="lazy">`
    : "";
  const pages = book.pages ? `, ${book.pages} ${book.pages === 1 ? "page" : "pages"}` : "";
  const button = (file) =>
    `<li><a href="${escape(books.href(file.path))}" type="${file.type}" download>` +
    `${LABELS[file.format] ?? file.format} <small>${size(file.size)}${file.format === "pdf" ? pages : ""}</small></a></li>`;
  return `<aside class="offprint" aria-label="Downloads">${cover}<ul>${book.files.map(button).join("")}</ul></aside>`;
}

/** For the head of every page: where reading programs find the catalogue. */
export function feedLinks(books, title) {
  const link = (type, path) =>
    `<link rel="alternate" type="${type}" title="${escape(title)}" href="${escape(books.href(path))}">`;
  return [
    link("application/opds+json", "feeds/index.json"),
    link("application/atom+xml;profile=opds-catalog;kind=navigation", "feeds/index.xml"),
  ].join("\n");
}

/** A style to begin with. */
export const style = `
.offprint { display: flex; gap: 1rem; align-items: center; padding: 1rem; border: 1px solid #d8d4cc; border-radius: 6px; max-width: 26rem; }
.offprint img { box-shadow: 0 1px 4px rgb(0 0 0 / 0.3); }
.offprint ul { display: flex; flex-wrap: wrap; gap: 0.5rem; list-style: none; margin: 0; padding: 0; }
.offprint a { display: inline-block; padding: 0.5rem 0.9rem; border-radius: 4px; background: #8a3324; color: #fff; text-decoration: none; font: 600 1rem/1.2 system-ui, sans-serif; }
.offprint a:hover, .offprint a:focus-visible { background: #6d281c; }
.offprint small { font-weight: 400; font-size: 0.8rem; opacity: 0.9; }
`;
