// Nothing: a header is precompiled as part of a target that compiles something (RulecTarget.cmake).
