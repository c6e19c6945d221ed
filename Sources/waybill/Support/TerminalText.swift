/// Text of strangers on its way to a terminal.
extension String {
    /// The text with its control characters written out, so that it cannot move the cursor, change colours or turn its direction.
    func withoutControls(keeping kept: Set<Unicode.Scalar> = ["\t"]) -> String {
        unicodeScalars.reduce(into: "") { text, scalar in
            let category = scalar.properties.generalCategory
            if kept.contains(scalar) || (category != .control && category != .format && category != .lineSeparator && category != .paragraphSeparator)
            {
                text.unicodeScalars.append(scalar)
            } else {
                text += scalar == "\n" ? "\\n" : "\\u{\(String(scalar.value, radix: 16))}"
            }
        }
    }
}
