// read.mjs FOLDER BOOK… — each book in each reader; a JSON object a line: reader, book, and what the reader found.

import path from 'node:path'
import { launch, openPage, serve } from './server.mjs'

const [packages, ...books] = process.argv.slice(2)
if (!books.length) {
    console.error('usage: read.mjs FOLDER BOOK…')
    process.exit(2)
}

/** Time for one book in one reader. */
const MOST_TIME = 300_000

const server = await serve(packages, books)
const browser = await launch(packages)
for (const reader of ['epubjs', 'foliate']) {
    for (const [number, book] of books.entries()) {
        const told = []
        const { page, close } =
            await openPage(browser, server.url, { viewport: { width: 820, height: 1180 } }, problem => told.push(problem))
        page.setDefaultTimeout(MOST_TIME)
        let report
        try {
            await page.goto(`${server.url}/pages/${reader}.html`)
            await page.waitForFunction('globalThis.ready')
            report = await Promise.race([
                page.evaluate(url => globalThis.read(url), `${server.url}/book/${number}`),
                new Promise((_, reject) => setTimeout(() => reject(new Error('it takes too long')), MOST_TIME).unref()),
            ])
        } catch (error) {
            report = { problems: [`the reader fails: ${error.message}`] }
        }
        report.problems.push(...told)
        console.log(JSON.stringify({ reader, book: path.basename(book), ...report }))
        await close()
    }
}
await browser.close()
server.close()
