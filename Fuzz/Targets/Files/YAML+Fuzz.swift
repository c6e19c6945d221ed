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
        guard let again = reading({ try YAMLDocument(written) }) else {
            // JSON that nests deeper than YAML is read here, or a text that YAML does not hold, is no document.
            return
        }
        try BrokenLaw.unless(again.value.bytes == written, "a value in JSON is the same value in YAML")
        do throws(IdentitiesDocumentError) { _ = try Identities(document.value) } catch { _ = document.line(of: error.path) }
    }
}
