// Reads the catalogues of an output folder with two readers that others wrote: `opds-feed-parser` (The New York Public
// Library) for OPDS 1.2, `r2-opds-js` (Readium) for OPDS 2.0 and 1.2. They must find the same books, with files and covers.
// Usage: node read-feeds.cjs OUT, with both packages where node finds them (NODE_PATH).
const fs = require("fs");
const path = require("path");
const assert = require("assert");
const OPDSParser = require("opds-feed-parser").default;
const { XML } = require("r2-utils-js/dist/es8-es2017/src/_utils/xml-js-mapper");
const { TaJsonDeserialize } = require("r2-lcp-js/dist/es8-es2017/src/serializable");
const { initGlobalConverters_OPDS, initGlobalConverters_GENERIC } = require("r2-opds-js/dist/es8-es2017/src/opds/init-globals");
const { OPDSFeed } = require("r2-opds-js/dist/es8-es2017/src/opds/opds2/opds2");
const { OPDS } = require("r2-opds-js/dist/es8-es2017/src/opds/opds1/opds");
const { convertOpds1ToOpds2 } = require("r2-opds-js/dist/es8-es2017/src/opds/converter");
const { DOMParser } = require("@xmldom/xmldom");

initGlobalConverters_OPDS();
initGlobalConverters_GENERIC();

const out = process.argv[2];
const feeds = path.join(out, "feeds");
const read = (name) => fs.readFileSync(path.join(feeds, name), "utf8");
const ACQUISITION = "http://opds-spec.org/acquisition";

// A book as all readers should see it.
const book = (title, files, images) => ({ title, files: [...files].sort(), images: [...images].sort() });
const byTitle = (a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1);

const ofLinks = (links, rel, href, wanted) => links.filter((link) => [rel(link)].flat().some(wanted)).map(href);

async function parserOne(xml) {
    const feed = await new OPDSParser().parse(xml);
    const one = (entry) => {
        const pick = (wanted) => ofLinks(entry.links, (l) => l.rel, (l) => l.href, wanted);
        return book(entry.title, pick((r) => r.startsWith(ACQUISITION)), pick((r) => r.startsWith("http://opds-spec.org/image")));
    };
    return { kind: feed.constructor.name, books: feed.entries.map(one).sort(byTitle), count: feed.entries.length };
}

function readium(feed) {
    const one = (publication) => {
        const links = publication.Links || [];
        const files = ofLinks(links, (l) => l.Rel || [], (l) => l.Href, (r) => r.startsWith(ACQUISITION));
        return book(String(publication.Metadata.Title), files, (publication.Images || []).map((image) => image.Href));
    };
    return { books: (feed.Publications || []).map(one).sort(byTitle), navigation: (feed.Navigation || []).length };
}

async function main() {
    const names = fs.readdirSync(feeds).filter((name) => name.endsWith(".xml")).map((name) => name.slice(0, -4));
    assert(names.includes("index") && names.includes("all"), "there are a root and a feed of everything");
    for (const name of names) {
        const xml = read(`${name}.xml`);
        const first = await parserOne(xml);
        const json = readium(TaJsonDeserialize(JSON.parse(read(`${name}.json`)), OPDSFeed));
        const dom = new DOMParser().parseFromString(xml, "text/xml");
        const converted = readium(convertOpds1ToOpds2(XML.deserialize(dom, OPDS)));
        if (name === "index") {
            assert.strictEqual(first.kind, "NavigationFeed");
            assert.strictEqual(json.navigation, names.length - 1, "the root lists every other feed");
            assert.strictEqual(first.count, names.length - 1);
            assert.strictEqual(converted.navigation, names.length - 1);
            continue;
        }
        assert.strictEqual(first.kind, "AcquisitionFeed");
        assert.deepStrictEqual(first.books, json.books, `${name}: both syntaxes tell of the same books`);
        assert.deepStrictEqual(converted.books, json.books, `${name}: and so does Readium's own conversion`);
        assert(json.books.length > 0 && json.books.every((b) => b.files.length > 0 && b.images.length > 0));
        for (const file of json.books.flatMap((b) => [...b.files, ...b.images]).filter((href) => !href.includes("://"))) {
            assert(fs.existsSync(path.join(feeds, decodeURIComponent(file))), `${name}: ${file} is there`);
        }
        console.log(`${name}: ${json.books.length} books, read alike by opds-feed-parser and r2-opds-js`);
    }
}

main().catch((error) => {
    console.error(error);
    process.exit(1);
});
