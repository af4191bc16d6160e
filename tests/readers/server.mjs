// A server for one run: the pages of this folder, the readers' packages, and the books. And a browser that sees nothing
// else.

import { createServer } from 'node:http'
import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import path from 'node:path'
import { fileURLToPath } from 'node:url'

const here = path.dirname(fileURLToPath(import.meta.url))
const types = { '.js': 'text/javascript', '.mjs': 'text/javascript', '.html': 'text/html', '.epub': 'application/epub+zip' }

/** Serves until `close` is called. `/book/N` is the Nth book. */
export const serve = async (packages, books) => {
    const file = name => {
        const [, kind, ...rest] = decodeURIComponent(name).split('/')
        const inside = (folder, parts) => {
            const found = path.resolve(folder, ...parts)
            return found.startsWith(path.resolve(folder) + path.sep) ? found : null
        }
        if (kind === 'book') return books[Number(rest[0])]
        if (kind === 'packages') return inside(path.join(packages, 'node_modules'), rest)
        if (kind === 'pages') return inside(here, rest)
        return null
    }
    const server = createServer(async (request, response) => {
        const { pathname } = new URL(request.url, 'http://localhost')
        try {
            const found = file(pathname)
            const body = await readFile(found)
            response.writeHead(200, { 'content-type': types[path.extname(found)] ?? 'application/octet-stream' })
            response.end(body)
        } catch {
            response.writeHead(404).end()
        }
    })
    await new Promise(resolve => server.listen(0, '127.0.0.1', resolve))
    return { url: `http://127.0.0.1:${server.address().port}`, close: () => server.close() }
}

/** A browser that has no way out but to `origin`. */
export const launch = async packages => {
    const { chromium } = createRequire(path.join(path.resolve(packages), 'x.js'))('playwright-core')
    return chromium.launch({
        executablePath: process.env.CHROMIUM || '/usr/bin/chromium',
        args: [
            '--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-component-update',
            '--disable-sync',
        ],
    })
}

/** A page that may ask `origin` only; what else it asks for, and what fails in it, goes to `tell`. */
export const openPage = async (browser, origin, options, tell) => {
    const context = await browser.newContext(options)
    const page = await context.newPage()
    await context.route('**/*', route => {
        const url = route.request().url()
        if (url.startsWith(origin) || url.startsWith('blob:') || url.startsWith('data:')) return route.continue()
        tell(`asks the net for ${url}`)
        return route.abort()
    })
    page.on('pageerror', error => tell(`script error: ${error.stack ?? error.message}`))
    page.on('console', message => {
        // Readers frame text without scripts; the browser's remark on that is none on the book.
        const remark = /sandbox|favicon|404 \(Not Found\)/i.test(message.text())
        if (message.type() === 'error' && !remark) tell(`console: ${message.text()}`)
    })
    return { page, close: () => context.close() }
}
