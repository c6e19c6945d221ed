import OSSSigning
import OSSWire

extension PolicySet {
    /// The statement that comes nearest to allowing what nothing allows: all but one thing of it fits.
    ///
    /// A session policy that does not allow it is looked at alone, since no other policy can make up for it.
    ///
    /// - Returns: `nil` where something allows or denies it, and where no statement comes near.
    package func nearestMiss(to question: AccessQuestion) -> NearestMiss? {
        switch verdict(on: question) {
        case .denied(.sessionPolicy(nil)): return session.map { candidates(in: $0, .session, question) }?.nearest
        case .silent:
            var found: [Candidate] = []
            for policy in identity { found += candidates(in: policy.document, .ram(policy: policy.name), question) }
            if let bucket { found += candidates(in: bucket, .bucket, question) }
            return found.nearest
        case .allowed, .denied: return nil
        }
    }

    /// A statement in its own words.
    package func text(of reference: StatementReference) -> StatementText? {
        let document: PolicyDocument? =
            switch reference.source {
            case .ram(let name): identity.first { $0.name == name }?.document
            case .session: session
            case .bucket: bucket
            }
        return document?.text(ofStatement: reference.number)
    }

    private func candidates(in document: PolicyDocument, _ source: StatementReference.Source, _ question: AccessQuestion) -> [Candidate] {
        document.statements.enumerated().compactMap { index, statement in
            guard statement.effect == .allow, let gap = statement.gap(to: question, isIgnoredWhenPublic: source == .bucket && ignoresPublicStatements)
            else { return nil }
            let reference = StatementReference(source: source, number: index + 1, sid: statement.sid)
            return document.text(ofStatement: index + 1).flatMap { Candidate(reference, statement, $0, gap, question) }
        }
    }
}

/// Which part of a statement does not fit, all others fitting.
private enum OpenPart {
    case action, resource, principal
    /// The places of the conditions that are not met.
    case conditions([Int])
    case publicAccessBlock
}

extension PolicyStatement {
    /// - Returns: `nil` when everything fits, or more than one thing does not.
    fileprivate func gap(to question: AccessQuestion, isIgnoredWhenPublic: Bool) -> OpenPart? {
        var parts: [OpenPart] = []
        if !actions.matches(question.action) { parts.append(.action) }
        if !resources.matches(question.resource, of: question.account) { parts.append(.resource) }
        if principals?.matches(question.requester, hasConditions: !conditions.isEmpty) == false { parts.append(.principal) }
        guard parts.count < 2 else { return nil }
        let unmet = conditions.indices.filter { !conditions[$0].isMet(by: question.context) }
        if !unmet.isEmpty { parts.append(.conditions(unmet)) }
        if isIgnoredWhenPublic, isPublic { parts.append(.publicAccessBlock) }
        return parts.count == 1 ? parts[0] : nil
    }
}

/// A statement that nearly fits, and how near it comes.
private struct Candidate {
    let miss: NearestMiss
    /// What is missing, the smallest first.
    let rank: Int
    /// Of two with the same rank the larger is nearer.
    let closeness: Int

    init?(_ reference: StatementReference, _ statement: PolicyStatement, _ text: StatementText, _ part: OpenPart, _ question: AccessQuestion) {
        var asked = String(decoding: question.resource.relative, as: UTF8.self)
        let gap: NearestMiss.Gap
        switch part {
        case .publicAccessBlock: (gap, rank, closeness) = (.publicAccessBlock, 0, 0)
        case .conditions(let places):
            let unmet = places.filter(text.conditions.indices.contains).map { place in
                NearestMiss.UnmetCondition(condition: text.conditions[place], found: question.context[text.conditions[place].key])
            }
            guard !unmet.isEmpty else { return nil }
            (gap, rank, closeness) = (.conditions(unmet), 1, -unmet.count)
        case .resource:
            let patterns = text.resources.names.map { Array($0.utf8) }
            let relatives = patterns.map { Array($0.split(separator: ASCII.colon, maxSplits: 4, omittingEmptySubsequences: false).last ?? []) }
            if !text.resources.isNegated, relatives.contains(where: { WildcardPattern($0).matches(question.resource.relative) }) {
                asked = "acs:\(question.resource.service):\(question.resource.region):\(question.account):\(asked)"
            }
            gap = .resource(text.resources)
            rank = 2
            closeness = relatives.map { zip($0, question.resource.relative).prefix { $0 == $1 }.count }.max() ?? 0
        case .principal:
            guard let principals = text.principals else { return nil }
            (gap, rank, closeness) = (.principal(principals), 3, 0)
        case .action: (gap, rank, closeness) = (.action(text.actions), 4, 0)
        }
        var isAboutBucket = false
        if case .resource = part, case .bucket = question.resource.resource { isAboutBucket = text.resources.names.contains { $0.contains("/") } }
        miss = NearestMiss(statement: reference, gap: gap, action: question.action.name, resource: asked, isAboutBucket: isAboutBucket)
    }
}

extension [Candidate] {
    /// The nearest; of equals the first.
    fileprivate var nearest: NearestMiss? {
        var best: Candidate?
        for candidate in self {
            guard let kept = best else { best = candidate; continue }
            if (candidate.rank, -candidate.closeness) < (kept.rank, -kept.closeness) { best = candidate }
        }
        return best?.miss
    }
}
