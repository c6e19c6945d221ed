import HTTPTypes
package import OSSAccess
package import OSSSigning
import OSSWire

/// One permission that a request needs, by the table of operations, for those who ask before they send.
package struct NeededPermission: Sendable {
    package let action: AccessAction
    package let resource: AccessResource
    /// What counts when no policy says anything.
    package let rule: AccessRule
    /// The headers that conditions see, the tags that the request gives, and the query of a list.
    private let fields: HTTPFields
    private let tags: [ResourceTag]
    private let listing: Query?

    /// Adds what the request will say of itself, as the server will see it.
    package func describe(_ context: inout AccessContext) { context.add(fields, tags: tags, listing: listing) }

    /// What a request needs besides a right signature.
    ///
    /// What is touched besides the request's own resource is left out: the source of a copy, and what a document names.
    ///
    /// - Returns: `nil` for what is no operation of this server, empty for one that needs nothing.
    package static func all(of request: UnsignedRequest) -> [NeededPermission]? {
        guard let received = received(request), case .operation(let operation) = Routes.destination(of: received), operation.support != .notEmulated
        else { return nil }
        let fields = operation.obeyed(received.fields)
        let isVersion = operation.actsOnVersion && request.parameters.contains { $0.name == "versionId" }
        return (operation.permissions ?? []).compactMap { permission in
            let isAsked =
                permission.circumstance == .always
                || permission.circumstance == .tagging && request.headers.contains { $0.name.canonicalName == "x-oss-tagging" }
            guard isAsked, ![.source, .named].contains(permission.level) else { return nil }
            return NeededPermission(
                action: permission.action(ofVersion: isVersion), resource: AccessResource(request.resource), rule: permission.rule, fields: fields,
                tags: RequestTags(operation, received.fields).tags(fields), listing: permission.isList ? received.query : nil)
        }
    }

    /// The request as a server of its own would receive it, by which it finds the operation.
    private static func received(_ request: UnsignedRequest) -> ReceivedRequest? {
        var path = "/"
        if let bucket = request.resource.bucket { path += "\(bucket)/" }
        if let key = request.resource.key { path += PercentEncoding.encode(key.bytes) }
        let query = request.parameters.map { parameter in
            PercentEncoding.encode(Array(parameter.name.utf8)) + "=" + PercentEncoding.encode(Array(parameter.value.utf8))
        }
        guard let target = try? RequestTarget(path + (query.isEmpty ? "" : "?" + query.joined(separator: "&"))) else { return nil }
        return try? ReceivedRequest(method: request.method, target: target, authority: "127.0.0.1", fields: request.headers)
    }
}
