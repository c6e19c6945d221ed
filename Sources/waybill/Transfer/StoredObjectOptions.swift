import ArgumentParser
import HTTPTypes
import OSSClient
import OSSSigning

/// What an object is stored with: the flags of every command that makes one.
struct StoredObjectOptions: ParsableArguments {
    @OptionGroup var headers: ObjectHeaderOptions
    @OptionGroup var callback: CallbackOptions

    /// The request that makes an object so.
    /// - Parameter file: what is uploaded; then the Content-Type is guessed by the key's ending, or the file's, unless a flag says it. A presigned
    ///   URL and a waybill get no guess: what they sign is what was said.
    func request(_ bucket: BucketName, _ key: ObjectKey, for file: String? = nil) throws -> PutObjectRequest {
        let guess = file.flatMap { ContentType.guess(name: key.bytes) ?? ContentType.guess(name: Array($0.utf8)) }
        var request = PutObjectRequest(bucket: bucket, key: key, contentType: headers.contentType ?? guess)
        request.cacheControl = headers.cacheControl
        request.contentDisposition = headers.contentDisposition
        request.contentEncoding = headers.contentEncoding
        request.metadata = Dictionary(headers.kept.metadata.map { ($0.name, $0.value) }, uniquingKeysWith: { $1 })
        request.acl = headers.kept.acl.map { ObjectACL(rawValue: $0) }
        request.storageClass = headers.kept.storageClass.map { StorageClass(rawValue: $0) }
        request.forbidOverwrite = headers.kept.forbidOverwrite
        if let tagging = headers.tagging { request.extras.headers[HTTPField.Name("x-oss-tagging")!] = tagging }
        (request.callback, request.callbackVar) = try callback.encoded()
        for header in headers.others { request.extras.headers.append(header.field) }
        return request
    }

    /// The headers of a request that was signed with them.
    func fields() throws -> HTTPFields {
        var fields = try headers.fields()
        let (callback, variables) = try self.callback.encoded()
        try fields.set(callback, "x-oss-callback", of: "--callback")
        try fields.set(variables, "x-oss-callback-var", of: "--callback-var")
        return fields
    }

    /// Checks that at most one value is read from stdin.
    /// - Parameter isRead: whether the command reads it for something else.
    func checkStandardInput(isRead: Bool) throws {
        guard callback.standardInputCount + (isRead ? 1 : 0) <= 1 else { throw CommandFailure.usage("stdin can be read once") }
    }
}
