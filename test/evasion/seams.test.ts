import { seams } from '../support/seams.ts'

seams(2)
