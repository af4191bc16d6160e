export default { title: 'Manual', url: 'https://manual.example', baseUrl: '/' };
