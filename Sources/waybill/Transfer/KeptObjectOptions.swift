import ArgumentParser
import OSSSigning
import OSSWire

/// What OSS keeps with an object under names of its own, the same in a header and in a form.
struct KeptObjectOptions: ParsableArguments {
    @Option(help: ArgumentHelp("User metadata, x-oss-meta-K: V (repeatable).", valueName: "K=V"))
    var metadata: [PairArgument] = []

    @Option(help: "The ACL: default, private, public-read or public-read-write.")
    var acl: String?

    @Option(help: "The storage class: Standard, IA, Archive, ColdArchive or DeepColdArchive.")
    var storageClass: String?

    @Flag(help: "An object that is there must not be overwritten. Without effect in a bucket with versioning.")
    var forbidOverwrite = false

    /// The names and values, and the option that each is from.
    /// - Parameter isObject: whether it is about an object, and not about a bucket.
    /// - Throws: `CommandFailure` of usage for a value that OSS would refuse.
    func fields(isObject: Bool = true) throws -> [(name: String, value: String, option: String)] {
        try OSSError.asUsage("--acl") { if let acl { isObject ? _ = try ObjectACL(acl) : (_ = try BucketACL(acl)) } }
        try OSSError.asUsage("--storage-class") { if let storageClass { _ = try StorageClass(storageClass) } }
        var fields = metadata.map { (name: "x-oss-meta-\($0.name)", value: $0.value, option: "--metadata") }
        if let acl { fields.append((isObject ? "x-oss-object-acl" : "x-oss-acl", acl, "--acl")) }
        if let storageClass { fields.append(("x-oss-storage-class", storageClass, "--storage-class")) }
        if forbidOverwrite { fields.append(("x-oss-forbid-overwrite", "true", "--forbid-overwrite")) }
        return fields
    }
}

extension OSSError {
    /// Turns what OSS would answer into a failure of usage that names the option.
    static func asUsage(_ option: String, _ body: () throws -> Void) throws {
        do { try body() } catch let error as OSSError { throw CommandFailure.usage("\(option): \(error.message)") }
    }
}
