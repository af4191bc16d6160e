// A book in epub.js.

import { calls, flat, fragment, isNote, newReport, until } from './common.mjs'

/* global ePub */

const open = async url => {
    const book = ePub(await (await fetch(url)).arrayBuffer())
    const rendition = book.renderTo('book', { width: innerWidth, height: innerHeight, flow: 'paginated' })
    await rendition.display()
    await book.loaded.navigation
    return { book, rendition }
}

/** The document shown for a section. */
const shown = (rendition, section) => rendition.getContents().find(c => c.sectionIndex === section.index)?.document

/** Shows an address and gives the document and the element that it names. */
const follow = async (book, rendition, href) => {
    const section = book.spine.get(href)
    if (!section) return {}
    await rendition.display(href)
    const doc = await until(`${href} is shown`, () => shown(rendition, section))
    const id = fragment(href)
    return { section, doc, element: id === null ? doc.body : doc.getElementById(id) }
}

/** Whether an element is on the page that is open. */
const isOpen = element => {
    const frame = element.ownerDocument.defaultView.frameElement.getBoundingClientRect()
    const box = element.getBoundingClientRect()
    const left = frame.left + box.left
    return left > -1 && left < innerWidth && box.height > 0
}

globalThis.read = async url => {
    const report = newReport()
    const { book, rendition } = await open(url)
    report.title = book.packaging.metadata.title

    // Contents.
    const entries = flat(book.navigation.toc, entry => entry.subitems)
    for (const { href, label } of entries) {
        const { element } = await follow(book, rendition, href)
        if (!element) report.problems.push(`contents entry ${label.trim()} leads nowhere: ${href}`)
        else if (!isOpen(element)) report.problems.push(`contents entry ${label.trim()}: its page is not the one open`)
        report.contents++
    }

    // Notes, in every document as shown.
    let first = null
    for (const section of book.spine.spineItems) {
        await rendition.display(section.href)
        const doc = await until(`${section.href} is shown`, () => shown(rendition, section))
        for (const call of calls(doc)) {
            report.calls++
            const href = call.getAttribute('href')
            const note = doc.getElementById(fragment(href) ?? '')
            if (!note) { report.problems.push(`note link ${href} in ${section.href} leads nowhere`); continue }
            if (!isNote(note)) report.problems.push(`note link ${href} in ${section.href} leads to <${note.localName}>`)
            const back = [...note.querySelectorAll('a[href^="#"]')].some(a => doc.getElementById(fragment(a.getAttribute('href'))))
            if (!back) report.problems.push(`the note ${href} in ${section.href} leads back to nothing`)
            first ??= { section, href }
        }
    }

    // epub.js opens no pop-ups: a note is turned to. The reader does that itself when the call is touched.
    if (first) {
        await rendition.display(first.section.href)
        const doc = await until('the first note is shown', () => shown(rendition, first.section))
        calls(doc)[0].click()
        const note = () => shown(rendition, first.section)?.getElementById(fragment(first.href))
        try {
            await until('the note', () => note() && isOpen(note()))
            report.popups++
        } catch {
            report.problems.push(`touching the call of ${first.href} does not turn to the note`)
        }
    }

    // The pages of the printed edition.
    await book.loaded.pageList
    for (const { href, page } of book.pageList?.pageList ?? []) {
        const section = book.spine.get(href)
        if (!section) { report.problems.push(`page ${page} leads nowhere: ${href}`); continue }
        if (!shown(rendition, section)) await rendition.display(section.href)
        const doc = await until(`${section.href} is shown`, () => shown(rendition, section))
        if (!doc.getElementById(fragment(href) ?? '')) report.problems.push(`page ${page} leads nowhere: ${href}`)
        report.pages.push(String(page))
    }
    book.destroy()
    return report
}
globalThis.ready = true
