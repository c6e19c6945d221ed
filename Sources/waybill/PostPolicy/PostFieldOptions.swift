import ArgumentParser
import OSSSigning
import OSSWire

/// The fields of a form besides key, policy and signature. Each is fixed by the policy.
struct PostFieldOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Add a field with this value (repeatable).", valueName: "name=value"))
    var field: [PairArgument] = []

    @Option(help: ArgumentHelp("Add user metadata, x-oss-meta-K: V (repeatable).", valueName: "K=V"))
    var metadata: [PairArgument] = []

    @Option(help: "The object's ACL: default, private, public-read or public-read-write.")
    var acl: String?

    @Option(help: "The storage class: Standard, IA, Archive, ColdArchive or DeepColdArchive.")
    var storageClass: String?

    @Flag(help: "An object that is there must not be overwritten. Without effect in a bucket with versioning.")
    var forbidOverwrite = false

    @Option(
        name: .customLong("success-status"), help: ArgumentHelp("The status of success: 200, 201 (with an XML document) or 204.", valueName: "status")
    )
    var successStatus: Int?

    @Option(help: ArgumentHelp("Where a browser goes after success.", valueName: "URL"))
    var successRedirect: String?

    @Option(help: ArgumentHelp("What to tell an application server after the upload: JSON, file://PATH or -.", valueName: "json"))
    var callback: String?

    @Option(help: ArgumentHelp("A variable for the callback, x:NAME=VALUE (repeatable).", valueName: "x:name=value"))
    var callbackVar: [PairArgument] = []

    /// - Throws: `CommandFailure` for a value that OSS would refuse.
    func fields() throws -> [FormField] {
        var fields = field.map { FormField($0.name, $0.value) }
        fields += metadata.map { FormField("x-oss-meta-\($0.name)", $0.value) }
        try check("--acl") { if let acl { _ = try ObjectACL(acl) } }
        try check("--storage-class") { if let storageClass { _ = try StorageClass(storageClass) } }
        if let acl { fields.append(FormField("x-oss-object-acl", acl)) }
        if let storageClass { fields.append(FormField("x-oss-storage-class", storageClass)) }
        if forbidOverwrite { fields.append(FormField("x-oss-forbid-overwrite", "true")) }
        if let successStatus {
            guard [200, 201, 204].contains(successStatus) else { throw CommandFailure.usage("--success-status: 200, 201 or 204") }
            fields.append(FormField("success_action_status", String(successStatus)))
        }
        if let successRedirect { fields.append(FormField("success_action_redirect", successRedirect)) }
        return fields + (try callbackFields())
    }

    private func callbackFields() throws -> [FormField] {
        guard let callback else {
            guard callbackVar.isEmpty else { throw CommandFailure.usage("--callback-var needs --callback") }
            return []
        }
        let encoded = Base64.encode(try InputText.resolve(callback, of: "--callback").utf8)
        let variables = callbackVar.map { (name: $0.name.utf8.starts(with: "x:".utf8) ? $0.name : "x:\($0.name)", value: $0.value) }
        try check("--callback") { _ = try CallbackConfiguration(callback: encoded, formFields: variables) }
        return [FormField("callback", encoded)] + variables.map { FormField($0.name, $0.value) }
    }

    private func check(_ option: String, _ body: () throws -> Void) throws {
        do { try body() } catch let error as OSSError { throw CommandFailure.usage("\(option): \(error.message)") }
    }
}
