import ArgumentParser
import HTTPTypes
import OSSSigning
import OSSWire

/// The headers that a URL binds: whoever uses it must send each of them exactly so.
struct SignedHeaderOptions: ParsableArguments {
    @Option(help: "Sign this Content-Type; it must be sent.")
    var contentType: String?

    @Option(help: ArgumentHelp("Sign this Content-MD5 (base 64); it must be sent.", valueName: "base64"))
    var contentMd5: String?

    @Option(help: ArgumentHelp("Sign the exact size of the upload: 10485760, 10M (v4).", valueName: "bytes"))
    var size: SizeArgument?

    @Option(help: "Sign this Cache-Control; it must be sent.")
    var cacheControl: String?

    @Option(help: "Sign this Content-Disposition; it must be sent.")
    var contentDisposition: String?

    @Option(help: "Sign this Content-Encoding; it must be sent.")
    var contentEncoding: String?

    @Option(help: ArgumentHelp("Sign user metadata, x-oss-meta-K: V (repeatable).", valueName: "K=V"))
    var metadata: [PairArgument] = []

    @Option(help: ArgumentHelp("Sign the object's tags.", valueName: "K=V&K=V"))
    var tagging: String?

    @Option(help: "Sign the ACL: default, private, public-read or public-read-write.")
    var acl: String?

    @Option(help: "Sign the storage class: Standard, IA, Archive, ColdArchive or DeepColdArchive.")
    var storageClass: String?

    @Flag(help: "Sign that an object that is there must not be overwritten. Without effect in a bucket with versioning.")
    var forbidOverwrite = false

    @Option(name: [.customShort("H"), .customLong("header")], help: ArgumentHelp("Add a request header (repeatable).", valueName: "Name: value"))
    var headers: [HeaderArgument] = []

    @Option(help: ArgumentHelp("Let the signature cover this header too, for example content-length (repeatable, v4).", valueName: "name"))
    var additionalHeader: [String] = []

    /// The headers, and which of them are signed although OSS does not sign them by itself.
    ///
    /// What OSS leaves out by itself (Cache-Control and its like) is signed as an additional header, because otherwise nobody would know
    /// that it has to be sent. V1 cannot do that; there it is left to whoever uses the URL, and a note says so.
    func fields(version: SignatureVersion, isObject: Bool) throws -> (HTTPFields, additional: [String]) {
        var fields = HTTPFields(headers.map(\.field))
        var additional = additionalHeader
        try set(contentType, "Content-Type", of: "--content-type", in: &fields)
        try set(contentMd5, "Content-MD5", of: "--content-md5", in: &fields)
        let more = [
            (cacheControl, "Cache-Control", "--cache-control"), (contentDisposition, "Content-Disposition", "--content-disposition"),
            (contentEncoding, "Content-Encoding", "--content-encoding"), (size.map { String($0.bytes) }, "Content-Length", "--size"),
        ]
        for (value, name, option) in more where value != nil {
            try set(value, name, of: option, in: &fields)
            if version == .v4 || option == "--size" { additional.append(name) }
        }
        for pair in metadata { try set(pair.value, "x-oss-meta-\(pair.name)", of: "--metadata", in: &fields) }
        try check("--tagging") { if let tagging { _ = try ObjectTags(header: tagging) } }
        try check("--acl") { if let acl { isObject ? _ = try ObjectACL(acl) : (_ = try BucketACL(acl)) } }
        try check("--storage-class") { if let storageClass { _ = try StorageClass(storageClass) } }
        try set(tagging, "x-oss-tagging", of: "--tagging", in: &fields)
        try set(acl, isObject ? "x-oss-object-acl" : "x-oss-acl", of: "--acl", in: &fields)
        try set(storageClass, "x-oss-storage-class", of: "--storage-class", in: &fields)
        try set(forbidOverwrite ? "true" : nil, "x-oss-forbid-overwrite", of: "--forbid-overwrite", in: &fields)
        return (fields, additional)
    }

    private func set(_ value: String?, _ name: String, of option: String, in fields: inout HTTPFields) throws {
        guard let value else { return }
        guard let name = HTTPField.Name(name) else { throw CommandFailure.usage("\(option): that is not a name") }
        guard HTTPField.isValidValue(value) else { throw CommandFailure.usage("\(option): the value cannot stand in a header") }
        fields[name] = value
    }

    private func check(_ option: String, _ body: () throws -> Void) throws {
        do { try body() } catch let error as OSSError { throw CommandFailure.usage("\(option): \(error.message)") }
    }
}
