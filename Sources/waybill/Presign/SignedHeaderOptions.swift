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
        var fields = try object.fields(isObject: isObject)
        try fields.set(contentMd5, "Content-MD5", of: "--content-md5")
        try fields.set(size.map { String($0.bytes) }, "Content-Length", of: "--size")
        var additional = additionalHeader
        if version == .v4 { additional += object.described.filter { $0.value != nil }.map(\.name) }
        if size != nil { additional.append("Content-Length") }
        return (fields, additional)
    }
}
