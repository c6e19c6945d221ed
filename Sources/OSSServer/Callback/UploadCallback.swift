import HTTPTypes
import OSSSigning
import OSSWire

/// The callback that a request asks for, read and judged by its text before the request's body is asked for.
///
/// ```swift
/// let callback = try UploadCallback(request)                  // before the body
/// try await callbacks.check(callback)                         // still before the body
/// ...                                                         // the object is stored
/// let outcome = await callbacks.perform(callback, context, at: now)
/// outcome.complete(&response, requestID: id, authority: authority)
/// ```
///
/// OSS page: "Callback".
struct UploadCallback: Sendable {
    let configuration: CallbackConfiguration

    /// The callback of the headers `x-oss-callback` and `x-oss-callback-var`, or of the parameters `callback` and `callback-var`.
    /// - Returns: `nil` when the request asks for none. Variables without a callback are nobody's.
    /// - Throws: the 400 that OSS answers.
    init?(_ request: ReceivedRequest) throws(OSSError) {
        guard let callback = try Self.value(.callback, request) else { return nil }
        configuration = try CallbackConfiguration(callback: callback, variables: try Self.value(.variables, request))
    }

    /// The callback of a form: the field `callback` and the fields whose names begin with `x:`.
    /// - Parameter fields: in the order of the form.
    init?(formFields fields: [(name: String, value: String)]) throws(OSSError) {
        let callbacks = fields.filter { ASCII.lowercased($0.name) == "callback" }
        guard let callback = callbacks.first else { return nil }
        // Two configurations have no one meaning, and joined they are no base 64.
        guard callbacks.count == 1 else { throw .callbackNotBase64(.callback, value: callback.value) }
        configuration = try CallbackConfiguration(callback: callback.value, formFields: fields)
    }

    private static func value(_ argument: OSSError.CallbackArgument, _ request: ReceivedRequest) throws(OSSError) -> String? {
        let name = "x-oss-\(argument.rawValue)"
        let headers = request.fields.filter { $0.name.canonicalName == name }.map(\.value)
        let parameters = request.query.values(argument.rawValue).map { String(decoding: $0, as: UTF8.self) }
        guard headers.isEmpty || parameters.isEmpty else { throw .callbackTwice(argument) }
        let values = headers + parameters
        guard values.count <= 1 else { throw .callbackNotBase64(argument, value: values[0]) }
        return values.first
    }
}
