import ArgumentParser
import HTTPTypes
import OSSClient
import OSSSigning

/// What an object is stored with: the flags of every command that makes one.
struct StoredObjectOptions: ParsableArguments {
    @OptionGroup var headers: ObjectHeaderOptions

    @Option(help: ArgumentHelp("What to tell an application server after the upload: JSON, file://PATH or -.", valueName: "json"))
    var callback: String?

    @Option(help: ArgumentHelp("Variables for the callback, their names x:…: JSON, file://PATH or -.", valueName: "json"))
    var callbackVar: String?

    /// The request that makes an object so.
    func request(_ bucket: BucketName, _ key: ObjectKey) throws -> PutObjectRequest {
        var request = PutObjectRequest(bucket: bucket, key: key, contentType: headers.contentType)
        request.cacheControl = headers.cacheControl
        request.contentDisposition = headers.contentDisposition
        request.contentEncoding = headers.contentEncoding
        request.metadata = Dictionary(headers.metadata.map { ($0.name, $0.value) }, uniquingKeysWith: { $1 })
        request.acl = headers.acl.map { ObjectACL(rawValue: $0) }
        request.storageClass = headers.storageClass.map { StorageClass(rawValue: $0) }
        request.forbidOverwrite = headers.forbidOverwrite
        if let tagging = headers.tagging { request.extras.headers[HTTPField.Name("x-oss-tagging")!] = tagging }
        (request.callback, request.callbackVar) = try encodedCallback()
        for header in headers.others { request.extras.headers.append(header.field) }
        return request
    }

    /// The headers of a request that was signed with them.
    func fields() throws -> HTTPFields {
        var fields = try headers.fields()
        let (callback, variables) = try encodedCallback()
        try fields.set(callback, "x-oss-callback", of: "--callback")
        try fields.set(variables, "x-oss-callback-var", of: "--callback-var")
        return fields
    }

    private func encodedCallback() throws -> (callback: String?, variables: String?) {
        func base64(_ value: String?, _ option: String) throws -> String? {
            try value.map { Base64.encode(try InputText.resolve($0, of: option).utf8) }
        }
        return (try base64(callback, "--callback"), try base64(callbackVar, "--callback-var"))
    }

    /// Checks that at most one value is read from stdin.
    /// - Parameter isRead: whether the command reads it for something else.
    func checkStandardInput(isRead: Bool) throws {
        let readers = [isRead, callback == "-", callbackVar == "-"]
        guard readers.count(where: { $0 }) <= 1 else { throw CommandFailure.usage("stdin can be read once") }
    }
}
