import HTTPTypes
package import OSSSigning

/// What a program is to send: a presigned request, and the file that it sends or writes.
package struct SnippetRequest: Sendable {
    /// One header that was signed.
    package struct Header: Sendable {
        let name: String
        let value: String

        func isNamed(_ lowercaseName: String) -> Bool { ASCII.lowercased(name).utf8.elementsEqual(lowercaseName.utf8) }
    }

    /// What the method comes down to.
    enum Action {
        /// Sends the file.
        case upload
        /// Writes the answer into the file.
        case download
        /// Shows the answer's headers.
        case inspect
        /// Shows the status.
        case delete
    }

    let method: String
    let url: String
    let fileName: String
    /// What has to be sent, without the headers that every client writes by itself.
    let headers: [Header]
    /// The size in bytes that the file must have, because Content-Length was signed.
    let size: String?
    let action: Action
    /// Whether the path has a segment `.` or `..`.
    let hasDotSegments: Bool

    /// - Parameters:
    ///   - presigned: the URL, its method and the headers that it covers.
    ///   - fileName: the file to send or write; the last component of the key unless given.
    ///   - key: what the URL is for.
    /// - Throws: ``SnippetError/method(_:)`` when no program makes sense for the method.
    package init(_ presigned: PresignedRequest, fileName: String?, key: ObjectKey?) throws(SnippetError) {
        method = presigned.method.rawValue
        switch presigned.method {
        case .put, .post: action = .upload
        case .get: action = .download
        case .head: action = .inspect
        case .delete: action = .delete
        default: throw .method(presigned.method.rawValue)
        }
        url = presigned.url
        size = presigned.signedHeaders[.contentLength]
        headers = presigned.signedHeaders.filter { $0.name != .contentLength }.map { Header(name: $0.name.rawName, value: $0.value) }
        self.fileName = fileName ?? Self.fileName(of: key)
        hasDotSegments = presigned.hazards.contains(.pathIsRewrittenByClients)
    }

    var contentType: Header? { headers.first { $0.isNamed("content-type") } }

    /// The last component of a key. A file has no control characters in its name, and is not called `.` or `..`.
    package static func fileName(of key: ObjectKey?) -> String {
        let component = (key?.bytes ?? []).split(separator: ASCII.slash).last ?? []
        let safe = component.map { $0 < 0x20 || $0 == 0x7F ? UInt8(ascii: "_") : $0 }
        let name = String(decoding: safe, as: UTF8.self)
        return ["", ".", ".."].contains(name) ? "file" : name
    }
}
