import HTTPTypes
package import OSSAccess
package import OSSSigning

/// One permission that a request needs, by the table of operations, for those who ask before they send.
package struct NeededPermission: Sendable {
    package let action: AccessAction
    package let resource: AccessResource
    /// What counts when no policy says anything.
    package let rule: AccessRule

    /// What a request needs besides a right signature.
    ///
    /// What is touched besides the request's own resource is left out: the source of a copy, and what a document names.
    ///
    /// - Returns: `nil` for what is no operation of this server, empty for one that needs nothing.
    package static func all(of request: UnsignedRequest) -> [NeededPermission]? {
        guard case .operation(let operation)? = received(request).map(Routes.destination(of:)), operation.support != .notEmulated else { return nil }
        let isVersion = operation.actsOnVersion && request.parameters.contains { $0.name == "versionId" }
        return (operation.permissions ?? []).compactMap { permission in
            let isAsked =
                permission.circumstance == .always
                || permission.circumstance == .tagging && request.headers.contains { $0.name.canonicalName == "x-oss-tagging" }
            guard isAsked, ![.source, .named].contains(permission.level) else { return nil }
            return NeededPermission(
                action: permission.action(ofVersion: isVersion), resource: AccessResource(request.resource), rule: permission.rule)
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
