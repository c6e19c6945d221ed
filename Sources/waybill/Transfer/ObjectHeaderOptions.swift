import ArgumentParser
import HTTPTypes
import OSSSigning
import OSSWire

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

    @OptionGroup var kept: KeptObjectOptions

    @Option(help: ArgumentHelp("The object's tags.", valueName: "K=V&K=V"))
    var tagging: String?

    @Option(name: [.customShort("H"), .customLong("header")], help: ArgumentHelp("Another request header (repeatable).", valueName: "Name: value"))
    var others: [HeaderArgument] = []

    /// What says how the bytes are to be shown and kept, and OSS does not sign by itself.
    var described: [(name: String, value: String?, option: String)] {
        [
            ("Cache-Control", cacheControl, "--cache-control"), ("Content-Disposition", contentDisposition, "--content-disposition"),
            ("Content-Encoding", contentEncoding, "--content-encoding"),
        ]
    }

    /// The headers of a request.
    /// - Parameter isObject: whether it is about an object, and not about a bucket.
    /// - Throws: `CommandFailure` of usage for a value that OSS would refuse, or that no header can have.
    func fields(isObject: Bool = true) throws -> HTTPFields {
        var fields = HTTPFields(others.map(\.field))
        try fields.set(contentType, "Content-Type", of: "--content-type")
        for (name, value, option) in described { try fields.set(value, name, of: option) }
        for (name, value, option) in try kept.fields(isObject: isObject) { try fields.set(value, name, of: option) }
        try OSSError.asUsage("--tagging") { if let tagging { _ = try ObjectTags(header: tagging) } }
        try fields.set(tagging, "x-oss-tagging", of: "--tagging")
        return fields
    }
}

extension HTTPFields {
    /// Sets a header to what an option says; the error names the option.
    mutating func set(_ value: String?, _ name: String, of option: String) throws {
        guard let value else { return }
        guard let name = HTTPField.Name(name) else { throw CommandFailure.usage("\(option): that is not a name") }
        guard HTTPField.isValidValue(value) else { throw CommandFailure.usage("\(option): the value cannot stand in a header") }
        self[name] = value
    }
}
