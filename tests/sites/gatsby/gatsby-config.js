module.exports = { siteMetadata: { title: `Ferns`, author: { name: `Fern Green` }, siteUrl: `https://ferns.example/` } }
