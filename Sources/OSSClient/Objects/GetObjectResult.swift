import HTTPTypes
import NIOCore
import OSSWire

/// An object that arrives.
@dynamicMemberLookup
public struct GetObjectResult: Sendable {
    /// What the answer's headers say; their fields are this result's own, ``ObjectProperties/contentType`` for one.
    public let properties: ObjectProperties
    /// The stretch of the object that the answer holds; `nil` for the whole object.
    public let contentRange: ContentRange?
    /// The bytes. They can be read once; when nobody reads them, the connection is given up.
    public let body: ByteChunks

    init(_ response: OperationResponse) {
        properties = ObjectProperties(response)
        contentRange = response.status == 206 ? response.headers[.contentRange].flatMap { ContentRange($0) } : nil
        body = response.stream
    }

    /// The fields of ``properties``.
    public subscript<Value>(dynamicMember field: KeyPath<ObjectProperties, Value>) -> Value { properties[keyPath: field] }

    /// Reads the body into memory.
    /// - Throws: ``ClientError`` with the code `invalidResponse` when it is longer than `maximumBytes`, or `connectionLost` when it breaks off.
    public func bytes(upTo maximumBytes: Int) async throws -> [UInt8] {
        var bytes: [UInt8] = []
        for try await chunk in body {
            guard chunk.readableBytes <= maximumBytes - bytes.count else {
                throw ClientError(.invalidResponse, "the object is longer than \(maximumBytes) bytes")
            }
            bytes.append(contentsOf: chunk.readableBytesView)
        }
        return bytes
    }
}
