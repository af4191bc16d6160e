// screens.mjs FOLDER OUT BOOK… — each book as foliate-js shows it on a phone and a tablet, light and dark: the cover, then
// pages spread evenly over the text. One PNG a page: BOOK-DEVICE-SCHEME-N.png.

import { mkdir } from 'node:fs/promises'
import path from 'node:path'
import { launch, openPage, serve } from './server.mjs'

const [packages, out, ...books] = process.argv.slice(2)
if (!books.length) {
    console.error('usage: screens.mjs FOLDER OUT BOOK…')
    process.exit(2)
}

const devices = { phone: { width: 390, height: 844 }, tablet: { width: 820, height: 1180 } }
/** Where in a book, as fractions of its length. */
const places = (process.env.PLACES ?? '0,0.03,0.2,0.4,0.6,0.8').split(',').map(Number)

await mkdir(out, { recursive: true })
const server = await serve(packages, books)
const browser = await launch(packages)
for (const [number, book] of books.entries()) {
    for (const [device, viewport] of Object.entries(devices)) {
        for (const colorScheme of ['light', 'dark']) {
            const options = { viewport, colorScheme, deviceScaleFactor: 1 }
            const { page, close } = await openPage(browser, server.url, options, problem => console.error(problem))
            await page.goto(`${server.url}/pages/foliate.html`)
            await page.waitForFunction('globalThis.ready')
            await page.evaluate(async url => {
                globalThis.view = await globalThis.openBook(url)
                // What a reader sets by itself: its ground, the column, one column on a phone.
                view.renderer.setStyles('html { color-scheme: light dark }')
                view.renderer.setAttribute('flow', 'paginated')
                view.renderer.setAttribute('max-column-count', '1')
                await view.init({ showTextStart: false })
            }, `${server.url}/book/${number}`)
            for (const [index, place] of places.entries()) {
                await page.evaluate(place => view.goToFraction(place), place)
                await page.waitForTimeout(300)
                const name = `${path.basename(book, '.epub')}-${device}-${colorScheme}-${index}.png`
                await page.screenshot({ path: path.join(out, name) })
            }
            await close()
        }
    }
}
await browser.close()
server.close()
