import ArgumentParser

/// The headers that an object is made with, with ossutil's names: the flags of every command that makes one, or signs for somebody who will.
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

    @Option(help: ArgumentHelp("The object's tags.", valueName: "K=V&K=V"))
    var tagging: String?

    @Option(help: "The ACL: default, private, public-read or public-read-write.")
    var acl: String?

    @Option(help: "The storage class: Standard, IA, Archive, ColdArchive or DeepColdArchive.")
    var storageClass: String?

    @Flag(help: "An object that is there must not be overwritten. Without effect in a bucket with versioning.")
    var forbidOverwrite = false

    @Option(name: [.customShort("H"), .customLong("header")], help: ArgumentHelp("Another request header (repeatable).", valueName: "Name: value"))
    var others: [HeaderArgument] = []
}
