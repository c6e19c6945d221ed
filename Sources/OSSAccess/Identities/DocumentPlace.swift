import OSSSigning
import OSSWire

/// A value of a document of identities, with the way to it.
struct DocumentPlace {
    typealias Failure = IdentitiesDocumentError

    let value: JSONValue
    let path: [Failure.Step]

    func failure(_ problem: String) -> Failure { Failure(path, problem) }

    /// The object at this place, all of whose members are known here.
    func object(_ known: [StaticString]) throws(Failure) -> DocumentObject {
        guard let object = value.object else { throw failure("it is no object (a mapping of names to values)") }
        for member in object.members where !known.contains(where: { "\($0)".utf8.elementsEqual(member.name.utf8) }) {
            throw failure("unknown member \(OutsideText.quoted(member.name)); there are \(known.map { "\($0)" }.joined(separator: ", "))")
        }
        return DocumentObject(object: object, path: path)
    }

    /// - Parameter limit: the most elements.
    func elements(upTo limit: Int) throws(Failure) -> [DocumentPlace] {
        guard let elements = value.array else { throw failure("it is no list") }
        guard elements.count <= limit else { throw failure("there are more than \(limit)") }
        return elements.enumerated().map { DocumentPlace(value: $1, path: path + [.element($0)]) }
    }

    func string() throws(Failure) -> String {
        switch value {
        case .string(let text): return text
        // YAML takes 0123 and yes for other things than texts.
        case .integer, .decimal, .boolean, .null: throw failure("it is no string; put it in quotes")
        default: throw failure("it is no string")
        }
    }

    func integer() throws(Failure) -> Int {
        guard let number = value.integer, let integer = Int(exactly: number) else { throw failure("it is no whole number") }
        return integer
    }

    /// Does what may break one of RAM's rules, and says where it was.
    func checked<Value>(_ body: () throws(IdentityError) -> Value) throws(Failure) -> Value {
        do { return try body() } catch { throw failure(error.message) }
    }

    /// A name that keeps to its rule.
    func name(_ kind: RAMName.Kind) throws(Failure) -> RAMName {
        let text = try string()
        return try checked { () throws(IdentityError) in try RAMName(text, kind) }
    }

    /// A list of names, each of which occurs once and is known.
    func names(_ kind: RAMName.Kind, in known: Set<RAMName>, upTo limit: Int) throws(Failure) -> [String] {
        var seen: Set<RAMName> = []
        var names: [String] = []
        for element in try elements(upTo: limit) {
            let name = try element.name(kind)
            guard seen.insert(name).inserted else { throw element.failure("it occurs twice") }
            guard known.contains(name) else { throw element.failure("there is no \(kind.rawValue) \(OutsideText.quoted(name.text))") }
            names.append(name.text)
        }
        return names
    }
}

/// An object of a document of identities.
struct DocumentObject {
    let object: JSONObject
    let path: [IdentitiesDocumentError.Step]

    subscript(name: StaticString) -> DocumentPlace? {
        let name = "\(name)"
        return object[name].map { DocumentPlace(value: $0, path: path + [.member(name)]) }
    }

    func required(_ name: StaticString) throws(IdentitiesDocumentError) -> DocumentPlace {
        guard let place = self[name] else { throw IdentitiesDocumentError(path, "\(name) is missing") }
        return place
    }
}
