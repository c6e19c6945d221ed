import ArgumentParser
import HTTPTypes
import OSSSigning
import OSSWire

/// The headers that a URL binds: whoever uses it must send each of them exactly so.
struct SignedHeaderOptions: ParsableArguments {
    @OptionGroup var object: ObjectHeaderOptions

    @Option(help: ArgumentHelp("The Content-MD5 (base 64).", valueName: "base64"))
    var contentMd5: String?

    @Option(help: ArgumentHelp("The exact size of the upload, 10485760 or 10M (v4).", valueName: "bytes"))
    var size: SizeArgument?

    @Option(help: ArgumentHelp("Let the signature cover this header too, for example content-length (repeatable, v4).", valueName: "name"))
    var additionalHeader: [String] = []

    /// The headers, and which of them are signed although OSS does not sign them by itself.
    ///
    /// What OSS leaves out by itself (Cache-Control and its like) is signed as an additional header, because otherwise nobody would know
    /// that it has to be sent. V1 cannot do that; there it is left to whoever uses the URL, and a note says so.
    func fields(version: SignatureVersion, isObject: Bool) throws -> (HTTPFields, additional: [String]) {
        var fields = HTTPFields(object.others.map(\.field))
        var additional = additionalHeader
        try set(object.contentType, "Content-Type", of: "--content-type", in: &fields)
        try set(contentMd5, "Content-MD5", of: "--content-md5", in: &fields)
        let more = [
            (object.cacheControl, "Cache-Control", "--cache-control"), (object.contentDisposition, "Content-Disposition", "--content-disposition"),
            (object.contentEncoding, "Content-Encoding", "--content-encoding"), (size.map { String($0.bytes) }, "Content-Length", "--size"),
        ]
        for (value, name, option) in more where value != nil {
            try set(value, name, of: option, in: &fields)
            if version == .v4 || option == "--size" { additional.append(name) }
        }
        for pair in object.metadata { try set(pair.value, "x-oss-meta-\(pair.name)", of: "--metadata", in: &fields) }
        try check("--tagging") { if let tagging = object.tagging { _ = try ObjectTags(header: tagging) } }
        try check("--acl") { if let acl = object.acl { isObject ? _ = try ObjectACL(acl) : (_ = try BucketACL(acl)) } }
        try check("--storage-class") { if let storageClass = object.storageClass { _ = try StorageClass(storageClass) } }
        try set(object.tagging, "x-oss-tagging", of: "--tagging", in: &fields)
        try set(object.acl, isObject ? "x-oss-object-acl" : "x-oss-acl", of: "--acl", in: &fields)
        try set(object.storageClass, "x-oss-storage-class", of: "--storage-class", in: &fields)
        try set(object.forbidOverwrite ? "true" : nil, "x-oss-forbid-overwrite", of: "--forbid-overwrite", in: &fields)
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
