extension PolicySet {
    /// What the conditions of all policies ask for: a request's context needs nothing else.
    package var conditionKeys: ConditionKeys {
        identity.reduce((session?.conditionKeys ?? []).union(bucket?.conditionKeys ?? [])) { $0.union($1.document.conditionKeys) }
    }
}
