export default {
  index: 'Welcome',
  guide: 'Guide',
}
