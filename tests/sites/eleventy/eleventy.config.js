export default function (config) {
  return { dir: { input: "content", includes: "../_includes", data: "../_data" } };
}
