/// Something that reads what comes from outside, with the laws that it keeps for every input.
///
/// A check traps or throws ``BrokenLaw`` for an input that breaks a law, and returns for every other one, whether it can be read or not. It depends on
/// nothing but the input, so that a finding can be run again.
package struct FuzzTarget: Sendable {
    /// What it is called on the command line and in the folders of inputs.
    package let name: String
    /// Checks one input.
    package let check: @Sendable ([UInt8]) throws -> Void

    package init(_ name: String, check: @escaping @Sendable ([UInt8]) throws -> Void) {
        self.name = name
        self.check = check
    }

    /// Every target, in alphabetical order.
    package static let all: [FuzzTarget] = [
        .accessPolicy, .addresses, .callback, .callbackSignature, .checkpoint, .configuration, .copySource, .cors, .dates, .documents, .encodings,
        .explain, .form, .image, .json, .postPolicy, .range, .request, .securityToken, .signing, .verification, .waybill, .wildcard, .xml, .yaml,
    ].sorted { $0.name < $1.name }

    /// The target of a name, or `nil`.
    package static func named(_ name: String) -> FuzzTarget? { all.first { $0.name == name } }
}
