// A book in foliate-js.

import '/packages/foliate-js/view.js'
import { FootnoteHandler } from '/packages/foliate-js/footnotes.js'
import { calls, flat, fragment, isNote, newReport, some, squeezed, until } from './common.mjs'

/** Pop-ups opened in a book: each loads its file again. */
const MOST_POPUPS = 8

export const open = async url => {
    const view = document.createElement('foliate-view')
    document.body.prepend(view)
    await view.open(new File([await (await fetch(url)).blob()], 'book.epub', { type: 'application/epub+zip' }))
    return view
}

const text = value => typeof value === 'string' ? value : Object.values(value ?? {})[0] ?? ''

/** The document shown for a section. */
const shown = (view, index) => view.renderer.getContents().find(c => c.index === index)?.doc

const show = async (view, index) => {
    if (!shown(view, index)) await view.goTo(index)
    return until(`section ${index} is shown`, () => shown(view, index))
}

/** Two frames drawn: the reader puts off some of its work to the next one. */
const frames = () => new Promise(resolve => requestAnimationFrame(() => requestAnimationFrame(resolve)))

/** Touches a call and gives what the reader's pop-up shows. */
const popUp = (view, call) => new Promise((resolve, reject) => {
    const notes = new FootnoteHandler()
    let laidOut
    notes.addEventListener('before-render', ({ detail }) => {
        // The last thing that the reader does to a document it shows.
        laidOut = new Promise(done => detail.view.addEventListener('create-overlay', done, { once: true }))
        document.querySelector('#popup').replaceChildren(detail.view)
    })
    notes.addEventListener('render', ({ detail }) => laidOut.then(frames).then(() => resolve(detail)))
    const link = event => {
        const handled = notes.handle(view.book, event)
        if (handled) handled.catch(reject)
        else reject(new Error('the reader does not take it for a note'))
    }
    view.addEventListener('link', link, { once: true })
    setTimeout(() => { view.removeEventListener('link', link); reject(new Error('no pop-up within 15 s')) }, 15000)
    call.click()
})

globalThis.read = async url => {
    const report = newReport()
    const view = await open(url)
    const { book } = view
    await view.init({ showTextStart: false })
    report.title = text(book.metadata.title)

    // Contents.
    for (const { href, label } of flat(book.toc, entry => entry.subitems)) {
        const target = await view.goTo(href)
        const doc = target && await until(`${href} is shown`, () => shown(view, target.index))
        const element = doc && (fragment(href) === null ? doc.body : target.anchor(doc))
        if (!element) report.problems.push(`contents entry ${label.trim()} leads nowhere: ${href}`)
        else {
            const named = fragment(href)
            if (named !== null && element.id !== named) report.problems.push(`contents entry ${label.trim()} leads to another place`)
            if (!view.lastLocation.tocItem) report.problems.push(`at the contents entry ${label.trim()} the reader is lost`)
        }
        report.contents++
    }

    // Notes, in every document as shown; a pop-up for some of them.
    const all = []
    for (let index = 0; index < book.sections.length; index++) {
        const doc = await show(view, index)
        for (const [number, call] of calls(doc).entries()) {
            report.calls++
            const href = call.getAttribute('href')
            const target = await book.resolveHref(book.sections[index].resolveHref(href))
            const note = target?.anchor(await show(view, target.index))
            if (!note) report.problems.push(`note link ${href} in section ${index} leads nowhere`)
            else if (!isNote(note)) report.problems.push(`note link ${href} in section ${index} leads to <${note.localName}>`)
            else all.push({ index, number, href })
        }
    }
    for (const { index, number, href } of some(all, MOST_POPUPS)) {
        const doc = await show(view, index)
        const note = doc.getElementById(fragment(href))
        const expected = squeezed(note.textContent)
        try {
            const { view: popup, type, hidden } = await popUp(view, calls(doc)[number])
            const found = squeezed(popup.renderer.getContents()[0].doc.body.textContent)
            if (found !== expected) report.problems.push(`the pop-up of ${href} shows ${found.slice(0, 40)}, not ${expected.slice(0, 40)}`)
            if (type !== 'footnote' || !hidden) report.problems.push(`the reader takes ${href} for ${type}`)
            popup.close()
            report.popups++
        } catch (error) {
            report.problems.push(`the pop-up of ${href} in section ${index}: ${error.message}`)
        }
        document.querySelector('#popup').replaceChildren()
    }

    // The pages of the printed edition.
    for (const { href, label } of book.pageList ?? []) {
        const target = await book.resolveHref(href)
        const mark = target?.anchor(await show(view, target.index))
        if (!mark || mark.id !== fragment(href)) report.problems.push(`page ${label} leads nowhere: ${href}`)
        report.pages.push(label)
    }
    view.close()
    view.remove()
    return report
}
globalThis.openBook = open
globalThis.ready = true
