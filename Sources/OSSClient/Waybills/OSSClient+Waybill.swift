import HTTPTypes
public import OSSSigning
import OSSWire

/// What a waybill allows.
public struct WaybillOptions: Sendable {
    /// How long its URLs are valid, 1 s to seven days.
    public var expires = Duration.seconds(86_400)
    /// Bytes in a part; chosen by the size when `nil`.
    public var partSize: Int64?
    /// Whether the length of each part is signed, so that nobody can send more than was agreed. Needs a size, V4, and an uploader that does not
    /// send its parts chunked.
    public var bindsSizes = true
    /// Whether the upload can be given up with it.
    public var allowsAbort = true
    /// Where new URLs are to be had before these expire.
    public var refresh: Waybill.Refresh?
    /// The endpoint in its URLs; the client's public one when `nil`.
    public var endpoint: Endpoint?

    /// The defaults.
    public init() {}
}

extension OSSClient {
    /// Begins a multipart upload and signs all of it: each part, the listing, the completion.
    ///
    /// - Parameters:
    ///   - request: the object, with the headers that it is to have. Its body is left to the uploader; its callback is signed into the completion.
    ///   - size: the size of the file, where it is known.
    ///   - maximumSize: without a size, the largest file that it shall take; it decides how many parts are signed.
    /// - Throws: ``ClientError`` with the code `sizeMismatch`, `SigningError`, and what sending throws.
    ///
    /// OSS page: "Use a presigned URL to upload an object by using multipart upload".
    public func waybill(
        for request: PutObjectRequest, size: Int64?, maximumSize: Int64 = 1024 * 1024 * 1024, options: WaybillOptions = WaybillOptions()
    ) async throws -> Waybill {
        let plan = try PartPlan(size: size ?? maximumSize, partSize: options.partSize)
        let signed = MultipartRequests(try request.unsigned)
        let uploadID = try await beginUpload(signed)
        let upload = SignedUpload(requests: signed, uploadID: uploadID, plan: plan, size: size)
        return try await sign(upload, parts: Array(1...plan.count), options: options)
    }

    /// Signs what is left of an upload anew: the answer to a ``WaybillRefreshRequest``.
    ///
    /// Whoever answers such requests must know by its own means that the upload is one it began: the signature is this client's.
    ///
    /// - Parameters:
    ///   - waybill: the first one, as it was kept.
    ///   - request: the object as it was named to ``waybill(for:size:maximumSize:options:)``.
    ///   - parts: the numbers of the parts that are left; all when `nil`.
    public func renew(
        _ waybill: Waybill, for request: PutObjectRequest, parts: [Int]? = nil, options: WaybillOptions = WaybillOptions()
    ) async throws -> Waybill {
        let plan = try waybill.plan(for: waybill.size ?? waybill.maximumSize)
        let upload = SignedUpload(
            requests: MultipartRequests(try request.unsigned), uploadID: waybill.uploadID, plan: plan, size: waybill.size)
        let numbers = Set(parts ?? Array(1...plan.count)).filter { (1...plan.count).contains($0) }.sorted()
        return try await sign(upload, parts: numbers, options: options)
    }

    private func sign(_ upload: SignedUpload, parts: [Int], options: WaybillOptions) async throws -> Waybill {
        let binds = options.bindsSizes && upload.size != nil && configuration.signatureVersion == .v4
        let issued = clock.now
        var signedParts: [Waybill.Part] = []
        signedParts.reserveCapacity(parts.count)
        for number in parts {
            let length = Int64(upload.plan.range(of: number).count)
            let presigned = try await presign(
                upload.requests.part(number, uploadID: upload.uploadID, length: binds ? length : nil), expires: options.expires,
                endpoint: options.endpoint)
            signedParts.append(Waybill.Part(number: number, size: binds ? length : nil, url: presigned.url))
        }
        var list: [Waybill.Action] = []
        for marker in stride(from: 0, to: upload.plan.count, by: 1000) {
            list.append(
                Waybill.Action(
                    try await presign(
                        upload.requests.list(uploadID: upload.uploadID, after: marker), expires: options.expires, endpoint: options.endpoint)))
        }
        let complete = try await presign(
            upload.requests.complete(uploadID: upload.uploadID), expires: options.expires, endpoint: options.endpoint)
        let abort = try await presign(upload.requests.abort(uploadID: upload.uploadID), expires: options.expires, endpoint: options.endpoint)
        let head = try await presign(upload.requests.head, expires: options.expires, endpoint: options.endpoint)
        let endpoint = options.endpoint ?? configuration.publicEndpoint ?? configuration.endpoint ?? Endpoint(region: configuration.region)
        return Waybill(
            waybill: Waybill.currentVersion,
            target: Waybill.Target(endpoint: endpoint.description, bucket: upload.requests.bucket.rawValue, key: upload.requests.key.text),
            uploadID: upload.uploadID, size: upload.size, maximumSize: upload.size ?? upload.plan.size, partSize: upload.plan.partSize,
            parts: signedParts, list: list, complete: Waybill.Action(complete), head: Waybill.Action(head),
            abort: options.allowsAbort ? Waybill.Action(abort) : nil,
            issued: issued.rfc3339, expiration: complete.expiration.rfc3339, refresh: options.refresh)
    }
}

/// An upload that was begun, and how it is cut.
private struct SignedUpload {
    let requests: MultipartRequests
    let uploadID: String
    let plan: PartPlan
    let size: Int64?
}

extension Waybill.Action {
    init(_ presigned: PresignedRequest) {
        method = presigned.method.rawValue
        url = presigned.url
        let fields = presigned.signedHeaders.filter { $0.name != .contentLength }
        headers = fields.isEmpty ? nil : Dictionary(fields.map { ($0.name.rawName, $0.value) }, uniquingKeysWith: { "\($0),\($1)" })
    }
}
