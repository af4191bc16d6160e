export default { title: 'Clocks', lang: 'en-GB' }
