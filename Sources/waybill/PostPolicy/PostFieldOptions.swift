import ArgumentParser
import OSSSigning
import OSSWire

/// The fields of a form besides key, policy and signature. Each is fixed by the policy.
struct PostFieldOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Add a field with this value (repeatable).", valueName: "name=value"))
    var field: [PairArgument] = []

    @OptionGroup var kept: KeptObjectOptions

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
        fields += try kept.fields().map { FormField($0.name, $0.value) }
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
        try OSSError.asUsage("--callback") { _ = try CallbackConfiguration(callback: encoded, formFields: variables) }
        return [FormField("callback", encoded)] + variables.map { FormField($0.name, $0.value) }
    }
}
