import ArgumentParser
import HTTPTypes
import OSSClient
import OSSSigning

/// What an object is stored with: the flags of every command that makes one, with ossutil's names.
struct ObjectHeaderOptions: ParsableArguments {
    @Option(help: "The Content-Type.")
    var contentType: String?

    @Option(help: "The Cache-Control.")
    var cacheControl: String?

    @Option(help: "The Content-Disposition.")
    var contentDisposition: String?

    @Option(help: "The Content-Encoding.")
    var contentEncoding: String?

    @Option(help: ArgumentHelp("User metadata, x-oss-meta-K: V (repeatable).", valueName: "K=V"))
    var metadata: [PairArgument] = []

    @Option(help: ArgumentHelp("Tags, K=V&K=V.", valueName: "tags"))
    var tagging: String?

    @Option(help: "The object's ACL: private, public-read, public-read-write or default.")
    var acl: String?

    @Option(help: "The storage class: Standard, IA, Archive, ColdArchive or DeepColdArchive.")
    var storageClass: String?

    @Flag(help: "Refuse when the object is there already. Without effect in a bucket with versioning.")
    var forbidOverwrite = false

    @Option(help: ArgumentHelp("The callback: its JSON, or file://PATH.", valueName: "JSON"))
    var callback: String?

    @Option(help: ArgumentHelp("The callback's variables: their JSON, or file://PATH.", valueName: "JSON"))
    var callbackVar: String?

    @Option(name: [.customShort("H"), .customLong("header")], help: ArgumentHelp("Another request header (repeatable).", valueName: "Name: value"))
    var headers: [HeaderArgument] = []

    /// The request that makes an object so.
    func request(_ bucket: BucketName, _ key: ObjectKey) throws -> PutObjectRequest {
        var request = PutObjectRequest(bucket: bucket, key: key, contentType: contentType)
        request.cacheControl = cacheControl
        request.contentDisposition = contentDisposition
        request.contentEncoding = contentEncoding
        request.metadata = Dictionary(metadata.map { ($0.name, $0.value) }, uniquingKeysWith: { $1 })
        request.acl = acl.map { ObjectACL(rawValue: $0) }
        request.storageClass = storageClass.map { StorageClass(rawValue: $0) }
        request.forbidOverwrite = forbidOverwrite
        if let tagging { request.extras.headers[HTTPField.Name("x-oss-tagging")!] = tagging }
        request.callback = try Self.base64(callback, of: "--callback")
        request.callbackVar = try Self.base64(callbackVar, of: "--callback-var")
        for header in headers { request.extras.headers.append(header.field) }
        return request
    }

    private static func base64(_ value: String?, of option: String) throws -> String? {
        try value.map { Base64.encode(try InputText.resolve($0, of: option).utf8) }
    }
}
