/// OSS's error document: what travels when a request is refused.
///
/// The order of the elements is that of real answers: code, message, request id, host id, the code's own fields, EC, RecommendDoc.
/// OSS page: "Error responses".
package struct ErrorDocument: Sendable {
    /// What went wrong.
    package let error: OSSError
    /// 24 upper-case hexadecimal digits.
    package let requestID: String
    /// The Host of the request.
    package let hostID: String

    package init(_ error: OSSError, requestID: String, hostID: String) {
        self.error = error
        self.requestID = requestID
        self.hostID = hostID
    }

    /// The document as XML.
    package var xml: [UInt8] {
        var writer = XMLWriter()
        writer.element("Error") { writer in
            writer.element("Code", error.code.rawValue)
            writer.element("Message", error.message)
            writer.element("RequestId", requestID)
            writer.element("HostId", hostID)
            for field in error.fields { writer.element(field) }
            if let ec = error.ec {
                writer.element("EC", ec)
                writer.element("RecommendDoc", "https://api.aliyun.com/troubleshoot?q=\(ec)")
            }
        }
        return writer.bytes
    }
}

extension XMLWriter {
    fileprivate mutating func element(_ field: OSSError.Field) {
        guard !field.children.isEmpty else { return element(field.name, field.value) }
        element(field.name) { writer in
            for child in field.children { writer.element(child) }
        }
    }
}
