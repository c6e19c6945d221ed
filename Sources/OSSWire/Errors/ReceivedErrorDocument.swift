/// An error document as a client reads it: nothing of it is required but the code, and unknown elements survive.
///
/// OSS page: "Error responses".
package struct ReceivedErrorDocument: Sendable {
    package let code: ErrorCode
    package let message: String
    package let requestID: String?
    package let hostID: String?
    package let ec: String?
    /// All other elements, in order.
    package let fields: [OSSError.Field]

    /// Reads a document; `nil` for what is none, an HTML page of a proxy for example.
    package init?(xml: [UInt8]) {
        guard let root = try? XMLElement.read(xml, root: "Error"), let code = root["Code"]?.text, !code.isEmpty else { return nil }
        self.code = ErrorCode(rawValue: code)
        message = root["Message"]?.text ?? ""
        requestID = root["RequestId"]?.text
        hostID = root["HostId"]?.text
        ec = root["EC"]?.text
        let known = ["Code", "Message", "RequestId", "HostId", "EC", "RecommendDoc"]
        fields = root.children.filter { !known.contains($0.name) }.map(OSSError.Field.init)
    }
}

extension OSSError.Field {
    fileprivate init(_ element: XMLElement) {
        if element.children.isEmpty {
            self.init(element.name, element.text)
        } else {
            self.init(element.name, children: element.children.map(Self.init))
        }
    }
}
