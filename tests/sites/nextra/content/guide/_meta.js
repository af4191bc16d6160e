export default { warp: 'The warp', weft: 'The weft' }
