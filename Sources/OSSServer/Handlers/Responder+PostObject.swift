import HTTPTypes
import OSSAccess
import OSSSigning
import OSSStorage
import OSSWire

/// Uploads from browser forms.
extension Responder {
    /// OSS page: "PostObject". The form carries its own signature; whatever the headers and the URL carry is ignored.
    ///
    /// The order is that of every upload: signature, policy, authorisation, everything else that can refuse, and only then the file.
    func postObject(
        _ arrival: Arrival, _ request: ReceivedRequest, _ bucket: StoredBucket, trace: inout RequestTrace
    ) async throws -> Response {
        let body = arrival.body
        guard body.framing != .none else { throw OSSError.missingContentLength }
        guard body.length ?? 0 <= configuration.limits.bodyBytes + Self.maximumFormOverhead else { throw OSSError.entityTooLarge }
        let form = try await ReceivedForm(contentType: request.fields[.contentType], body: body)
        let post = try PostForm(
            verifier(arrival.directory).verify(form: form.fields, at: arrival.now), file: form.file, bucket: bucket.name, at: arrival.now)
        let subject = post.signer.map(arrival.directory.subject) ?? .anonymous
        trace.subject = subject
        _ = try await authorizer.authorize(
            form: request, key: post.key, headers: post.headers, bucket, by: subject, at: arrival.circumstances)
        var headers = try UploadHeaders(post.headers, length: nil, in: bucket, of: arrival.account, for: .postObject)
        headers.options.maximumBytes = configuration.limits.bodyBytes
        let limit = try TrafficLimit(post.headers)
        let callback = try await callback(of: post)
        try await checkOverwrite(of: post.key, in: bucket, forbidden: headers.options.forbidOverwrite)
        let object = try await storage.put(
            bucket.name, post.key, headers.description, body: PacedBody(base: form.bytes(sizes: post.sizes), limit: limit),
            options: headers.options, at: arrival.now)
        var response = success(post, object)
        response.setUpload(object, in: bucket)
        if let callback {
            await perform(callback, object, .postObject, by: subject.requester, arrival, in: &response)
        }
        return response
    }

    /// Fields and their headers, besides the file.
    private static let maximumFormOverhead: Int64 = 8 << 20

    private func callback(of post: PostForm) async throws(OSSError) -> UploadCallback? {
        var fields = post.callbackVariables.map { (name: $0.name, value: String(decoding: $0.value, as: UTF8.self)) }
        if let value = post.callback { fields.append(("callback", String(decoding: value, as: UTF8.self))) }
        guard let callback = try UploadCallback(formFields: fields) else { return nil }
        try await callbacks.check(callback)
        return callback
    }

    private func success(_ post: PostForm, _ object: StoredObject) -> Response {
        let location = listener.url(of: object.bucket, object.key)
        if let redirect = post.redirect { return Response(status: 303, headers: [("Location", redirect)]) }
        guard post.successStatus == 201 else { return Response(status: post.successStatus, headers: [("Location", location)]) }
        var response = Response.xml(PostResponse(bucket: object.bucket, location: location, key: object.key, etag: object.etag).xml, status: 201)
        response.set("Location", location)
        return response
    }
}
