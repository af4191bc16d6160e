fn main() {
    // ANCHOR: body
    let oil = 3;
    // ANCHOR_END: body
}
