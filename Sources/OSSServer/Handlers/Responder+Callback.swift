import NIOCore
import OSSAccess
import OSSSigning
import OSSStorage
import OSSWire

/// Telling application servers of uploads.
extension Responder {
    /// The callback that a request asks for, judged before anything is stored.
    func requestedCallback(_ call: ObjectCall) async throws -> UploadCallback? {
        guard let callback = try UploadCallback(call.call.request) else { return nil }
        try await callbacks.check(callback)
        return callback
    }

    /// Performs a callback for an object that is stored, and turns the answer to the upload into what the application server said.
    func perform(
        _ callback: UploadCallback, _ object: StoredObject, _ operation: CallbackContext.Operation, by requester: AccessRequester, _ arrival: Arrival,
        in response: inout Response
    ) async {
        let context = CallbackContext(
            bucket: object.bucket, key: object.key, etag: object.etag.rawValue, size: object.size,
            mimeType: String(decoding: object.headers["content-type"] ?? [], as: UTF8.self), crc64: object.crc64,
            contentMD5: object.md5.map { Base64.encode($0) }, image: callback.configuration.body.namesImage ? await image(in: object) : nil,
            clientIP: arrival.clientIP, requestID: arrival.requestID.rawValue, requester: requester.id ?? "-", operation: operation)
        let outcome = await callbacks.perform(callback, context, at: arrival.now)
        outcome.complete(&response, requestID: arrival.requestID, authority: arrival.authority)
    }

    /// What the first bytes of an object say of it as an image.
    private func image(in object: StoredObject) async -> ImageInfo? {
        let count = min(object.size, Int64(ImageInfo.prefixBytes))
        guard count > 0, let body = try? await storage.read(object, range: 0..<count) else { return nil }
        var bytes: [UInt8] = []
        do {
            for try await chunk in body { bytes += chunk.readableBytesView }
        } catch { return nil }
        return ImageInfo(prefix: bytes)
    }
}
