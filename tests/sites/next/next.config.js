module.exports = { pageExtensions: ['ts', 'tsx', 'mdx'] };
