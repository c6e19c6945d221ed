import OSSAccess
import OSSSigning
import OSSWire
import YAMLDocuments

extension FuzzTarget {
    /// The file of identities, in YAML.
    static let yaml = FuzzTarget("yaml") { input in
        let document: YAMLDocument
        do throws(YAMLDocument.Failure) { document = try YAMLDocument(input) } catch {
            _ = error.description
            return
        }
        let written = document.value.bytes
        // JSON that nests deeper than YAML is read here, or a text that YAML does not hold, is no document.
        if let again = reading({ try YAMLDocument(escapingLineBreaks(written)) }) {
            try BrokenLaw.unless(again.value.bytes == written, "a value in JSON is the same value in YAML")
        }
        do throws(IdentitiesDocumentError) { _ = try Identities(document.value) } catch { _ = document.line(of: error.path) }
    }

    /// JSON with U+0085, U+2028 and U+2029 as escapes: as characters they are refused in YAML.
    private static func escapingLineBreaks(_ json: [UInt8]) -> [UInt8] {
        var text = ""
        for scalar in String(decoding: json, as: UTF8.self).unicodeScalars {
            switch scalar {
            case "\u{85}": text += #"\u0085"#
            case "\u{2028}": text += #"\u2028"#
            case "\u{2029}": text += #"\u2029"#
            default: text.unicodeScalars.append(scalar)
            }
        }
        return Array(text.utf8)
    }
}
