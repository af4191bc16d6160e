// What both readers are asked, in terms of what they show.

const OPS = 'http://www.idpf.org/2007/ops'

/** What `epub:type` says. A reader that shows XHTML as HTML loses its name space. */
const kinds = element => words(element.getAttributeNS(OPS, 'type') ?? element.getAttribute('epub:type'))

const words = text => (text ?? '').split(/\s+/).filter(Boolean)

/** The calls of notes in a document as shown. */
export const calls = doc => [...doc.querySelectorAll('a[href]')].filter(a =>
    kinds(a).includes('noteref') || words(a.getAttribute('role')).includes('doc-noteref'))

/** Whether an element is a note's body. */
export const isNote = element => element.localName === 'aside'
    && kinds(element).includes('footnote')

/** The part of an address after its sign, as an id. */
export const fragment = href => {
    const at = href.indexOf('#')
    return at < 0 ? null : decodeURIComponent(href.slice(at + 1))
}

/** All entries of a contents tree. */
export const flat = (entries, children) => (entries ?? []).flatMap(entry => [entry, ...flat(children(entry), children)])

/** The text without white space, for comparing. */
export const squeezed = text => text.replace(/\s+/g, '')

/** Some of many, evenly spread, the first and the last among them. */
export const some = (all, most) => all.length <= most
    ? all
    : Array.from({ length: most }, (_, i) => all[Math.round(i * (all.length - 1) / (most - 1))])

/** Waits for something to be so. */
export const until = async (what, test) => {
    const end = Date.now() + 15000
    for (;;) {
        const found = await test()
        if (found) return found
        if (Date.now() > end) throw new Error(`${what}: not within 15 s`)
        await new Promise(resolve => setTimeout(resolve, 20))
    }
}

/** The report that a reader fills in. */
export const newReport = () => ({ title: '', contents: 0, calls: 0, popups: 0, pages: [], problems: [] })
