import OSSSigning

/// Compares what was sent with what the server says it received: what differs was changed on the way.
extension Inquiry {
    var comparisonFindings: [Explained] {
        guard observation.url != nil, let view, view.version == .v4 else { return [] }
        return methodFindings(view) + fieldFindings(view) + queryFindings(view)
    }

    private func finding(_ code: String, _ cause: String, _ proof: String) -> Explained {
        Explained(
            code, label: .culprit, cause: cause, proof: proof,
            fix: "look for a proxy, gateway or CDN between client and server, and let it pass the request on unchanged")
    }

    private func methodFindings(_ view: ServerView) -> [Explained] {
        guard let sent = observation.method, sent != view.method else { return [] }
        return [
            finding(
                "method_changed_on_the_way",
                "the request was sent as \(Wording.quoted(sent, limit: 20)) and arrived as \(Wording.quoted(view.method, limit: 20))",
                "the server's CanonicalRequest begins with \(Wording.quoted(view.method, limit: 20))")
        ]
    }

    private func fieldFindings(_ view: ServerView) -> [Explained] {
        guard observation.knowsFields else { return [] }
        let added = view.fields.filter { field in observation.field(field.name) == nil && field.name != "host" }
        let lost = observation.fields.map { ASCII.lowercased($0.name) }.filter { name in
            (name.begins(with: "x-oss-") || name == "content-type" || name == "content-md5") && !view.fields.contains { $0.name == name }
        }
        var findings: [Explained] = []
        if !added.isEmpty {
            let names = Wording.list(added.map(\.name))
            findings.append(
                finding(
                    "header_added_on_the_way", "\(names) was added between client and server",
                    "the server's CanonicalRequest contains it, and the request that was sent does not"))
        }
        if !lost.isEmpty {
            findings.append(
                finding(
                    "header_lost_on_the_way", "\(Wording.list(lost)) was lost between client and server",
                    "the server's CanonicalRequest does not contain it"))
        }
        return findings
    }

    private func queryFindings(_ view: ServerView) -> [Explained] {
        let own = Set(query.pairs.compactMap { try? PercentEncoding.decode($0.name) }).subtracting([Array("x-oss-signature".utf8)])
        let seen = Set(RawQuery(Array(view.query.utf8)).pairs.compactMap { try? PercentEncoding.decode($0.name) })
        // A server writes by itself where a bound request comes from.
        guard own != seen, !isBoundElsewhere else { return [] }
        let names = own.symmetricDifference(seen).map(\.text).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        return [
            finding(
                "query_changed_on_the_way", "the query was changed between client and server: \(Wording.list(names))",
                "the server's CanonicalRequest has \(seen.count) parameters, and the URL has \(own.count) besides its signature")
        ]
    }
}
