import OSSSigning
import OSSStorage
import OSSWire

/// Configurations that are kept with a bucket as documents.
extension Responder {
    /// Keeps a configuration with its bucket, as it was understood. Written out it can be longer than it came, and must fit all the same.
    /// - Throws: EntityTooLarge.
    func keep(_ document: [UInt8], as name: String, of call: BucketCall, limit: Int) async throws -> Response {
        guard document.count <= limit else { throw OSSError.entityTooLarge }
        try await storage.configure(call.name, .document(name, document))
        return Response(status: 200)
    }

    /// Removes a configuration. One that is not there is removed as well as any other.
    func remove(_ name: String, of call: BucketCall) async throws -> Response {
        try await storage.configure(call.name, .document(name, nil))
        return Response(status: 204)
    }
}
