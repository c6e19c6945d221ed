import OSSWire

/// The optional body of PutBucket. This server has one storage class and one kind of redundancy: asking for others is refused, not ignored.
enum CreateBucketConfiguration {
    static let maximumBytes = 64 * 1024

    /// - Throws: MalformedXML, or NotImplemented with what was asked for.
    static func check(_ body: [UInt8]) throws(OSSError) {
        guard !body.isEmpty else { return }
        let root: XMLElement
        do { root = try XMLReader.read(body) } catch { throw .malformedXML }
        guard root.name == "CreateBucketConfiguration" else { throw .malformedXML }
        let emulated = ["StorageClass": ["", "Standard"], "DataRedundancyType": ["", "LRS"]]
        for child in root.children {
            guard let values = emulated[child.name], values.contains(child.text) else {
                throw .notImplemented(operation: "PutBucket with \(child.name) \(child.text)")
            }
        }
    }
}
